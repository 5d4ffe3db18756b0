//! Which elements are open as the tags go by, after the rules of HTML's tree construction, rather too many than too few.

use super::names::{
    BLOCKS, BREAKOUTS, CELLS, FLAT, FORMATTING, MARKERS, SCOPED, SPECIAL, TABLES, WALLS,
};
use super::tags::Tag;

/// The most elements.
const MOST_ELEMENTS: usize = 20_000;
/// The most elements inside each other.
const MOST_DEPTH: usize = 256;
/// The most elements that formatting left open may add.
const MOST_REOPENED: usize = 400_000;

/// The elements that are open, as far as they nest, and the formatting that will be opened again.
#[derive(Default)]
pub(super) struct Open {
    stack: Vec<String>,
    /// The list of active formatting elements, `None` for a marker (HTML 13.2.4.3).
    formatting: Vec<Option<Formatting>>,
    n_elements: usize,
    n_reopened: usize,
    /// Whether it cannot be told any more where a drawing ended: then everything is counted.
    pub(super) unsure: bool,
}

#[derive(PartialEq)]
struct Formatting {
    name: String,
    has_attributes: bool,
}

impl Open {
    /// A start tag.
    pub(super) fn start(&mut self, tag: &Tag) -> Result<(), String> {
        self.n_elements += 1;
        if self.n_elements > MOST_ELEMENTS {
            return Err(format!("must have at most {MOST_ELEMENTS} elements"));
        }
        self.n_reopened += self.formatting.len();
        if self.n_reopened > MOST_REOPENED {
            return Err("leaves too much formatting open".to_owned());
        }
        let name = tag.name.as_str();
        if self.is_foreign() {
            if BREAKOUTS.contains(name) {
                self.leave_foreign();
            } else if name == "font" {
                self.unsure = true;
            } else if tag.self_closing && !self.unsure {
                return Ok(());
            }
        }
        if CELLS.contains(name) {
            self.close_cell();
        }
        if BLOCKS.contains(name) {
            self.close_paragraph();
        }
        if FORMATTING.contains(name) {
            self.add_formatting(tag);
        }
        if FLAT.contains(name) {
            return Ok(());
        }
        if self.stack.len() >= MOST_DEPTH {
            return Err(format!("must not nest elements deeper than {MOST_DEPTH}"));
        }
        if MARKERS.contains(name) {
            self.formatting.push(None);
        }
        self.stack.push(tag.name.clone());
        Ok(())
    }

    /// Of equal elements since the last marker only three are kept ("Noah's Ark", HTML 13.2.4.3).
    fn add_formatting(&mut self, tag: &Tag) {
        let added = Formatting {
            name: tag.name.clone(),
            has_attributes: tag.n_attributes > 0,
        };
        let since = self.formatting.iter().rev().map_while(Option::as_ref);
        if added.has_attributes || since.filter(|known| **known == added).count() < 3 {
            self.formatting.push(Some(added));
        }
    }

    /// An end tag.
    pub(super) fn end(&mut self, name: &str) {
        if FLAT.contains(name) {
            return;
        }
        if name == "p" {
            self.close_paragraph();
            return;
        }
        let is_formatting = FORMATTING.contains(name);
        if is_formatting {
            self.end_formatting(name);
        }
        let is_table = TABLES.contains(name);
        let is_scoped = is_formatting || SCOPED.contains(name) || SPECIAL.contains(name);
        for at in (0..self.stack.len()).rev() {
            let here = self.stack[at].as_str();
            if here == name {
                if is_formatting {
                    self.stack.remove(at);
                } else {
                    self.truncate(at);
                }
                return;
            }
            let stops = if is_table {
                matches!(here, "table" | "template")
            } else if is_scoped {
                WALLS.contains(here)
            } else {
                WALLS.contains(here) || SPECIAL.contains(here)
            };
            if stops {
                return;
            }
        }
    }

    fn end_formatting(&mut self, name: &str) {
        for at in (0..self.formatting.len()).rev() {
            match &self.formatting[at] {
                None => return,
                Some(known) if known.name == name => {
                    self.formatting.remove(at);
                    return;
                }
                Some(_) => {}
            }
        }
    }

    /// Closes the elements from a place on; what was formatted in a cell or an object ends with it.
    fn truncate(&mut self, at: usize) {
        for gone in self.stack.drain(at..) {
            if MARKERS.contains(gone.as_str()) {
                while let Some(Some(_)) = self.formatting.pop() {}
            }
        }
    }

    /// A cell, a row or a caption closes the cell before it (HTML 13.2.6.4.15).
    fn close_cell(&mut self) {
        for at in (0..self.stack.len()).rev() {
            match self.stack[at].as_str() {
                "td" | "th" | "caption" => return self.truncate(at),
                "table" | "template" => return,
                _ => {}
            }
        }
    }

    fn close_paragraph(&mut self) {
        for at in (0..self.stack.len()).rev() {
            match self.stack[at].as_str() {
                "p" => return self.truncate(at),
                here if here == "button" || WALLS.contains(here) => return,
                _ => {}
            }
        }
    }

    /// Whether the tags here are a drawing's or a formula's.
    pub(super) fn is_foreign(&self) -> bool {
        self.foreign_root().is_some()
    }

    /// The drawing or the formula that the tags here belong to.
    fn foreign_root(&self) -> Option<usize> {
        for (at, name) in self.stack.iter().enumerate().rev() {
            match name.as_str() {
                "svg" | "math" => return Some(at),
                "foreignobject" | "desc" | "title" | "mi" | "mo" | "mn" | "ms" | "mtext"
                | "annotation-xml" => return None,
                _ => {}
            }
        }
        None
    }

    fn leave_foreign(&mut self) {
        while let Some(root) = self.foreign_root() {
            self.truncate(root);
        }
    }
}
