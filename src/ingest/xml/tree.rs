//! How the readers ask the tree: children by name in their parent's namespace, text in one line, places for complaints.

use roxmltree::Node;

use crate::article::text::line;

/// Elements that part words although no blank stands between them.
const BLOCKS: &[&str] = &[
    "p",
    "br",
    "hl1",
    "hl2",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "dt",
    "dd",
    "tr",
    "td",
    "th",
    "block",
    "byttl",
    "div",
    "section",
    "header",
    "footer",
    "pre",
    "bq",
    "blockquote",
    "figcaption",
    "name",
    "broader",
    "line",
];

/// The child elements of a name, in the namespace of their parent: an extension's `x:name` is not a `name`.
pub(crate) fn children<'a, 'i: 'a>(
    node: Node<'a, 'i>,
    name: &'a str,
) -> impl Iterator<Item = Node<'a, 'i>> {
    let space = node.tag_name().namespace();
    node.children().filter(move |child| {
        child.is_element()
            && child.tag_name().name() == name
            && child.tag_name().namespace() == space
    })
}

/// The first child element of a name, in the namespace of its parent.
pub(crate) fn child<'a, 'i: 'a>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    let space = node.tag_name().namespace();
    node.children().find(|child| {
        child.is_element()
            && child.tag_name().name() == name
            && child.tag_name().namespace() == space
    })
}

/// The element at the end of a path of first children.
pub(crate) fn find<'a, 'i: 'a>(node: Node<'a, 'i>, path: &[&str]) -> Option<Node<'a, 'i>> {
    path.iter().try_fold(node, |node, name| child(node, name))
}

/// An attribute's value, trimmed; an empty one counts as missing (G.3: empty fields occur).
pub(crate) fn attr<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attribute(name)
        .map(str::trim)
        .filter(|value| !value.is_empty())
}

/// An attribute of a namespace, trimmed; an empty one counts as missing.
pub(crate) fn attr_ns<'a>(node: Node<'a, '_>, space: &str, name: &str) -> Option<&'a str> {
    node.attribute((space, name))
        .map(str::trim)
        .filter(|value| !value.is_empty())
}

/// All text of an element in one line, blanks where blocks meet; empty counts as missing.
pub(crate) fn text(node: Node<'_, '_>) -> Option<String> {
    let all = line(&in_order(node));
    (!all.is_empty()).then_some(all)
}

/// All text of an element as it stands, a blank added where blocks meet.
pub(crate) fn in_order(node: Node<'_, '_>) -> String {
    let block_of = |inner: Node<'_, '_>| {
        inner
            .ancestors()
            .take_while(|around| *around != node)
            .find(|around| BLOCKS.contains(&around.tag_name().name()))
            .map(|block| block.id())
    };
    let mut all = String::new();
    let mut last = None;
    for inner in node.descendants() {
        if inner.is_element() && inner.tag_name().name() == "br" {
            all.push(' ');
        }
        let Some(words) = inner.text().filter(|_| inner.is_text()) else {
            continue;
        };
        let block = block_of(inner);
        if last.is_some_and(|last| last != block) {
            all.push(' ');
        }
        last = Some(block);
        all.push_str(words);
    }
    all
}

/// Where an element stands, for people. Costs a walk through the text: for complaints only.
pub(crate) fn place(node: Node<'_, '_>) -> String {
    let at = node.document().text_pos_at(node.range().start);
    format!("line {}, column {}", at.row, at.col)
}
