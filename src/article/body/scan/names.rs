//! Which elements of HTML do what to those around them, as far as the scan must know.

use std::collections::HashSet;
use std::sync::LazyLock;

macro_rules! sets {
    ($($(#[$doc:meta])* $name:ident = $words:literal;)*) => {
        $($(#[$doc])* pub(super) static $name: LazyLock<HashSet<&'static str>> =
            LazyLock::new(|| $words.split_ascii_whitespace().collect());)*
    };
}

sets! {
    /// Formatting that is opened again in what follows it (HTML 13.2.4.3).
    FORMATTING = "a b big code em font i nobr s small strike strong tt u";
    /// What the end tag of another element does not reach over (HTML 13.2.4.2, "has an element in scope").
    WALLS = "applet caption table td th marquee object template select svg math foreignobject desc mi mo mn ms mtext \
        annotation-xml";
    /// Elements that end tags of ordinary elements do not reach over either (HTML 13.2.4.2, "special"), as far as they
    /// nest.
    SPECIAL = "address article aside blockquote body button center details dialog dir div dl fieldset figcaption figure \
        footer form frameset h1 h2 h3 h4 h5 h6 header hgroup html listing main menu nav noembed noframes \
        noscript ol pre search section summary title ul xmp";
    /// Elements without content, and those that the next of their kind or their parent's end closes: they do not nest
    /// without one that is counted between them.
    FLAT = "area base basefont bgsound br col dd dt embed frame hr img input keygen li link meta optgroup option \
        param rb rp rt rtc source tbody tfoot thead tr track wbr image";
    /// Elements of HTML that end a drawing or a formula when they are met in it (HTML 13.2.6.5).
    BREAKOUTS = "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing \
        menu meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var";
    /// Elements whose end tag reaches over all but walls, beside the special ones.
    SCOPED = "applet marquee object select template";
    /// Elements whose end tag stops at a table only.
    TABLES = "caption table td th";
    /// Elements whose start tag closes an open paragraph (HTML 13.2.6.4.7).
    BLOCKS = "address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure \
        footer form h1 h2 h3 h4 h5 h6 header hgroup hr li listing main menu nav ol p plaintext pre search \
        section summary ul xmp";
    /// Elements whose start tag closes an open cell.
    CELLS = "caption col colgroup tbody td tfoot th thead tr";
    /// Elements in which formatting begins anew (HTML 13.2.4.3).
    MARKERS = "applet caption marquee object td template th";
    /// Elements whose content is text up to their end tag (HTML 13.2.5.2 to 13.2.5.4).
    RAW = "script style textarea title xmp iframe noembed noframes";
}
