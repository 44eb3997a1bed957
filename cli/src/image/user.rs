//! Who runs the program of an image.

use std::fmt;
use std::str::FromStr;

/// A user and a group, as numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct User {
    /// The user.
    pub uid: u32,
    /// The group; none where it was not given, which means group 0 to engines.
    pub gid: Option<u32>,
}

impl User {
    /// A user without rights of its own: the number that distroless images use.
    pub const NONROOT: User = User {
        uid: 65532,
        gid: Some(65532),
    };
}

impl FromStr for User {
    type Err = String;

    fn from_str(text: &str) -> Result<User, String> {
        let number = |text: &str| {
            text.parse()
                .map_err(|_| "it is written UID or UID:GID, in numbers".to_string())
        };
        Ok(match text.split_once(':') {
            None => User {
                uid: number(text)?,
                gid: None,
            },
            Some((uid, gid)) => User {
                uid: number(uid)?,
                gid: Some(number(gid)?),
            },
        })
    }
}

impl fmt::Display for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.uid)?;
        match self.gid {
            Some(gid) => write!(f, ":{gid}"),
            None => Ok(()),
        }
    }
}
