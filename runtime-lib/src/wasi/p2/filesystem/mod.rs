//! `wasi:filesystem/types`, by subject.

mod descriptor;
mod directory;
mod file;
mod open;
mod path;
mod stat;
mod stream;

pub use descriptor::filesystem_error_code;
pub use directory::{
    descriptor_read_directory, directory_entry_stream_read_directory_entry,
    drop_directory_entry_stream,
};
pub use file::{
    descriptor_advise, descriptor_append_via_stream, descriptor_get_flags, descriptor_get_type,
    descriptor_read, descriptor_read_via_stream, descriptor_set_size, descriptor_sync,
    descriptor_sync_data, descriptor_write, descriptor_write_via_stream, drop_descriptor,
};
pub use open::descriptor_open_at;
pub use path::{
    descriptor_create_directory_at, descriptor_link_at, descriptor_readlink_at,
    descriptor_remove_directory_at, descriptor_rename_at, descriptor_symlink_at,
    descriptor_unlink_file_at,
};
pub use stat::{
    descriptor_is_same_object, descriptor_metadata_hash, descriptor_metadata_hash_at,
    descriptor_set_times, descriptor_set_times_at, descriptor_stat, descriptor_stat_at,
};
