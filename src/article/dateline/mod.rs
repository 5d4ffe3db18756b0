//! Where it was filed: placeholder until the parser lands.
