//! What of HTML and CSS is known, and what of it is safe in a page of someone else's.
use super::lists::words;

words! {
    /// Every element HTML has or had.
    TAGS = "a abbr acronym address applet area article aside audio b base basefont bdi bdo big blink \
        blockquote body br button canvas caption center cite code col colgroup command data \
        datagrid datalist dd del details dfn dialog dir div dl dt em embed eventsource fieldset \
        figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup \
        hr html i iframe img input ins isindex kbd keygen label legend li link listing main map \
        mark marquee math menu meta meter nav nobr noframes noscript object ol optgroup option \
        output p param picture plaintext pre progress q rp rt ruby s samp script search section \
        select slot small source span strike strong style sub summary sup svg table tbody td \
        template textarea tfoot th thead time title tr track tt u ul var video wbr xmp";
    /// Elements that load, run or restyle things, and so are taken out by careful readers.
    RISKY_TAGS = "applet base basefont blink body embed frame frameset head html iframe isindex link \
        listing marquee meta noframes object param plaintext script style title xmp";
    /// Attributes that do no harm.
    ATTRIBUTES = "abbr accept accept-charset accesskey action align allow allowfullscreen alt as \
        autocapitalize autocomplete autofocus autoplay axis background balance bgcolor border \
        bordercolor cellpadding cellspacing char charoff charset checked cite class clear color \
        cols colspan compact contenteditable controls controlslist coords crossorigin data \
        datetime decoding default dir dirname disabled disablepictureinpicture download \
        draggable enctype enterkeyhint exportparts face fetchpriority for form formenctype \
        formmethod formnovalidate formtarget frame frameborder headers height hidden high href \
        hreflang hspace id imagesizes imagesrcset inert inputmode integrity is ismap itemid \
        itemprop itemref itemscope itemtype kind label lang list loading longdesc loop low max \
        maxlength media method min minlength multiple muted name nohref nonce noshade novalidate \
        nowrap open optimum part pattern ping placeholder playsinline popover poster preload \
        prompt property radiogroup readonly referrerpolicy rel required rev reversed role rows \
        rowspan rules scope selected shape size sizes slot span spellcheck src srclang srcset \
        start step style summary tabindex target title translate type typeof usemap valign value \
        volume vspace width wrap";
    /// Elements without an end tag.
    VOID_TAGS = "area base basefont br col embed frame hr img input isindex keygen link meta param source \
        track wbr";
    /// Elements whose end tag may be left out.
    OPTIONAL_END = "body caption colgroup dd dt head html li optgroup option p rp rt tbody td tfoot th thead \
        tr";
    /// Properties that stay inside their box.
    CSS_PROPERTIES = "accent-color align-content align-items align-self aspect-ratio azimuth background \
        background-color border border-bottom border-bottom-color border-bottom-style \
        border-bottom-width border-collapse border-color border-left border-left-color \
        border-left-style border-left-width border-radius border-right border-right-color \
        border-right-style border-right-width border-spacing border-style border-top \
        border-top-color border-top-style border-top-width border-width box-sizing clear color \
        column-count column-gap cursor direction display elevation flex flex-basis \
        flex-direction flex-flow flex-grow flex-shrink flex-wrap float font font-family \
        font-size font-style font-variant font-weight gap height justify-content letter-spacing \
        line-height list-style list-style-position list-style-type margin margin-bottom \
        margin-left margin-right margin-top max-height max-width min-height min-width object-fit \
        opacity overflow overflow-wrap overflow-x overflow-y padding padding-bottom padding-left \
        padding-right padding-top page-break-after page-break-before pause pause-after \
        pause-before pitch pitch-range richness row-gap speak speak-header speak-numeral \
        speak-punctuation speech-rate stress table-layout text-align text-decoration text-indent \
        text-overflow text-transform unicode-bidi vertical-align voice-family volume white-space \
        width word-break word-spacing word-wrap";
    /// Keywords common in feeds.
    CSS_KEYWORDS = "!important aqua auto black block blue bold both bottom brown center collapse \
        currentcolor dashed dotted double fixed fuchsia gray green grey groove inherit initial \
        inset italic left lime maroon medium navy no-repeat none normal nowrap olive orange \
        outset pointer purple red repeat repeat-x repeat-y ridge right scroll silver solid teal \
        thick thin top transparent underline unset white yellow";
}
