//! Rules: hTML, and text that is or is not HTML.
use crate::validate::rule::rules;

rules! {
    CONTAINS_HTML "ContainsHTML" Warning "RSS 2.0; RFC 4287 3.2.1"
        "Plain text must stand here; readers show the tags as they are."
        "Take the markup out.";
    CONTAINS_UNDECLARED_HTML "ContainsUndeclaredHTML" Warning "RFC 4287 3.1.1.1"
        "The text says it is plain; readers show the tags as they are."
        "Say type=\"html\", or take the markup out.";
    CHARACTER_DATA "CharacterData" Warning "RSS profile, character data"
        "Readers that guess take the text for markup."
        "Write &#x26; and &#x3C; for & and <.";
    NOT_HTML "NotHtml" Warning "HTML Living Standard 13"
        "Browsers repair it each in its own way, and what follows may vanish."
        "Close what was opened, in order, and use HTML's elements.";
    HTML_FRAGMENT "HtmlFragment" Warning "RFC 4287 4.1.3.3"
        "The media type promises a whole page."
        "Say type=\"html\".";
    NOT_ESCAPED "NotEscaped" Error "Atom 0.3"
        "The content says it is escaped and is not."
        "Escape it.";
    NOT_INLINE "NotInline" Warning "RFC 4287 3.1.1.3"
        "Escaped markup in XHTML is shown as it is."
        "Write the elements themselves, or say type=\"html\".";
    NOT_BASE64 "NotBase64" Error "RFC 4287 4.1.3.3"
        "Content that is neither text nor XML is base64."
        "Encode it.";
    SECURITY_RISK "SecurityRisk" Warning "RFC 4287 8.1"
        "Careful readers take the element out, careless ones are hurt by it."
        "Take it out.";
    SECURITY_RISK_ATTR "SecurityRiskAttr" Warning "RFC 4287 8.1"
        "Careful readers take the attribute out, careless ones are hurt by it."
        "Take it out.";
    SCRIPT_LINK "ScriptLink" Warning "RFC 4287 8.1"
        "Whoever follows the link runs a script."
        "Write an address of http or https.";
    DANGEROUS_STYLE_ATTR "DangerousStyleAttr" Warning "RFC 4287 8.1"
        "Styles can move over the page around them or fetch things."
        "Take the style out.";
    CONTAINS_REL_REF "ContainsRelRef" Warning "RSS profile description"
        "RSS has no base, so the address leads nowhere."
        "Write the address in full.";
    IMAGE_WITHOUT_ALT "ImageWithoutAlt" Info "HTML Living Standard 4.8.3; WCAG 1.1.1"
        "Those who cannot see the image are told nothing."
        "Add alt, empty if the image only decorates.";
}
