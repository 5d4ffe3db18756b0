//! What ninjs becomes, fault by fault.
