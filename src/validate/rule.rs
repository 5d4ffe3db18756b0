//! What a rule is, and the macro in which the catalogue's tables are written.

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Worth knowing; nothing breaks.
    Info,
    /// Some readers will stumble.
    Warning,
    /// Against the standard.
    Error,
}

impl Level {
    /// The level as people read it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One rule of the catalogue: data, so that pages and documents can be made from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The name; the W3C Feed Validator's where the rule is its own.
    pub id: &'static str,
    /// How much it weighs.
    pub level: Level,
    /// The section of the standard it comes from.
    pub section: &'static str,
    /// One sentence: what goes wrong when it is broken.
    pub why: &'static str,
    /// One sentence: what to do.
    pub fix: &'static str,
}

/// Declares rules as statics and `ALL`, the list of them.
macro_rules! rules {
    ($($name:ident $id:literal $level:ident $section:literal $why:literal $fix:literal;)*) => {
        $(pub(in crate::validate) static $name: $crate::validate::Rule = $crate::validate::Rule {
            id: $id,
            level: $crate::validate::Level::$level,
            section: $section,
            why: $why,
            fix: $fix,
        };)*
        /// Every rule of this part of the catalogue.
        pub(super) static ALL: &[&$crate::validate::Rule] = &[$(&$name),*];
    };
}
pub(super) use rules;
