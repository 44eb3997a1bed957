//! What the layers and the configurations of all platforms have in common.

use super::compress::Compression;
use super::user::User;
use crate::args::ImageArgs;
use anyhow::{Context, Result};
use std::time::{SystemTime, UNIX_EPOCH};

/// Where the executable lies in an image.
pub const EXECUTABLE: &str = "app";

/// What the layers and the configurations of all platforms have in common.
#[derive(Debug)]
pub struct Settings {
    /// How layers are compressed.
    pub compression: Compression,
    /// When the image is said to have been made, in seconds since 1970.
    pub created_seconds: u64,
    /// The same as RFC 3339 has it.
    pub created: String,
    /// Who runs the program.
    pub user: User,
}

impl Settings {
    /// What the command line says.
    ///
    /// # Errors
    /// The time makes no sense.
    pub fn new(args: &ImageArgs) -> Result<Settings> {
        let created = args.created()?;
        let seconds = created
            .duration_since(UNIX_EPOCH)
            .context("an image cannot be older than 1970")?
            .as_secs();
        Ok(Settings {
            compression: args.compression,
            created_seconds: seconds,
            created: rfc3339(created),
            user: args.user.unwrap_or(User::NONROOT),
        })
    }
}

/// A time as RFC 3339 has it, in whole seconds.
fn rfc3339(time: SystemTime) -> String {
    humantime::format_rfc3339_seconds(time).to_string()
}
