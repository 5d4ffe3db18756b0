//! The closed lists that the judgements on values look things up in, as sorted words.
/// Declares lists of words, each sorted when it is first used.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident = $text:expr;)*) => {
        $($(#[$doc])*
        pub(in crate::validate) static $name: std::sync::LazyLock<Vec<&'static str>> =
            std::sync::LazyLock::new(|| $crate::validate::value::lists::sorted($text));)*
    };
}
pub(super) use words;

/// The words of a text in order.
pub(super) fn sorted(text: &'static str) -> Vec<&'static str> {
    let mut words: Vec<&'static str> = text.split_whitespace().collect();
    words.sort_unstable();
    words
}

words! {
    /// Primary language subtags: ISO 639-1, -2, -3 and -5, and the withdrawn ones of RFC 5646.
    LANGUAGES = include_str!("languages.txt");
    /// Country codes: ISO 3166-1 alpha-2.
    COUNTRIES = include_str!("countries.txt");
    /// URI schemes registered with IANA to stay (RFC 7595 3).
    SCHEMES = "aaa aaas about acap acct cap cid coap coap+tcp coap+ws coaps coaps+tcp coaps+ws crid \
        data dav dict dns dtn example fax file ftp geo go gopher h323 http https iax icap im \
        imap info ipn ipp ipps iris iris.beep iris.lwz iris.xpc iris.xpcs jabber ldap \
        leaptofrogans mailto mid modem msrp msrps mt mtqp mupdate news nfs ni nih nntp \
        opaquelocktoken pkcs11 pop pres prospero reload rtsp rtsps rtspu service session shttp \
        sieve sip sips sms snmp soap.beep soap.beeps stun stuns tag tel telnet tftp thismessage \
        tip tn3270 turn turns tv urn uuid-in-package vemmi vnc wais ws wss xcon xcon-userid \
        xmlrpc.beep xmlrpc.beeps xmpp z39.50 z39.50r z39.50s";
    /// `MathML` elements that only show something.
    MATHML_ELEMENTS = "annotation annotation-xml maction math merror mfrac mi mmultiscripts mn mo mover mpadded \
        mphantom mprescripts mroot mrow mspace msqrt mstyle msub msubsup msup mtable mtd mtext \
        mtr munder munderover none semantics";
    /// `MathML` attributes that only show something.
    MATHML_ATTRIBUTES = "accent accentunder actiontype align class close columnalign columnlines columnspacing \
        columnspan depth dir display displaystyle encoding equalcolumns equalrows fence \
        fontstyle fontweight form frame height href id linethickness lspace mathbackground \
        mathcolor mathsize mathvariant maxsize minsize movablelimits notation open other \
        rowalign rowlines rowspacing rowspan rspace scriptlevel selection separator separators \
        stretchy style symmetric voffset width xmlns";
    /// SVG elements that only show something.
    SVG_ELEMENTS = "a animate animateColor animateMotion animateTransform circle clipPath defs desc ellipse \
        filter font-face font-face-name font-face-src g glyph hkern line linearGradient marker \
        mask metadata missing-glyph mpath path pattern polygon polyline radialGradient rect set \
        stop svg switch symbol text textPath title tspan use";
    /// SVG attributes that only show something.
    SVG_ATTRIBUTES = "accent-height accumulate additive alphabetic arabic-form ascent attributeName \
        attributeType baseProfile bbox begin by calcMode cap-height class clip-path clip-rule \
        clipPathUnits color color-rendering content cx cy d descent display dur dx dy end fill \
        fill-opacity fill-rule filter font-family font-size font-stretch font-style font-variant \
        font-weight from fx fy g1 g2 glyph-name gradientTransform gradientUnits hanging height \
        horiz-adv-x horiz-origin-x href id ideographic k keyPoints keySplines keyTimes lang \
        letter-spacing marker-end marker-mid marker-start markerHeight markerUnits markerWidth \
        mask mathematical max min name offset opacity orient origin overflow overline-position \
        overline-thickness panose-1 path pathLength patternUnits points preserveAspectRatio r \
        refX refY repeatCount repeatDur requiredExtensions requiredFeatures restart role rotate \
        rx ry slope spreadMethod stemh stemv stop-color stop-opacity strikethrough-position \
        strikethrough-thickness stroke stroke-dasharray stroke-dashoffset stroke-linecap \
        stroke-linejoin stroke-miterlimit stroke-opacity stroke-width style systemLanguage \
        target text-anchor text-decoration title to transform type u1 u2 underline-position \
        underline-thickness unicode unicode-range units-per-em values version viewBox visibility \
        width widths word-spacing x x-height x1 x2 xmlns y y1 y2 zoomAndPan";
}
