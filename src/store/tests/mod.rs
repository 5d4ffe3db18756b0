//! What every engine must do, told over `&dyn Store`.
