//! What the host asks of an agent in a booted machine, and what the agent replies: JSON, the plan in a
//! file, the replies as lines of the console.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::{BTreeMap, HashMap};

/// Where the plan lies in the machine.
pub const PATH: &str = "/plan.json";

/// What a line of the console starts with that is a [`Reply`].
pub const REPLY: &str = "reply: ";

/// Everything that is to be done, in this order.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Plan {
    /// The cases; their names differ.
    pub cases: Vec<Case>,
    /// Whether expectations that the agent has are turned into wrong ones.
    pub negative: bool,
}

/// One thing to do.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Case {
    /// For the reply.
    pub name: String,
    /// What to do.
    pub action: Action,
}

/// What to do. Paths of files are those in the machine.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Action {
    /// Run an image to its end; the host looks at what it left.
    Run(Run),
    /// Send an image that is the first process of its namespace a signal, once it has written
    /// something.
    SignalFirst {
        /// The image.
        image: String,
        /// The number of the signal.
        signal: i32,
    },
    /// Run the attacks of [`crate::attacks`].
    Attacks {
        /// The image of the guest.
        image: String,
        /// Numbers of its exports.
        calls: HashMap<String, usize>,
        /// Index in [`crate::paths::WAYS`].
        way: usize,
        /// One case of so many.
        every: usize,
    },
    /// Drive an image with a script entry through calls whose answers are known.
    Script {
        /// The image.
        image: String,
        /// The file with the calls, as JSON: [`Exchange`]s.
        exchanges: String,
    },
    /// Start the echo service and ask it.
    Echo {
        /// The image.
        image: String,
        /// Clients at the same time.
        connections: usize,
        /// Requests of each.
        requests: usize,
    },
}

/// How an image is run.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Run {
    /// The executable.
    pub image: String,
    /// Arguments after its name.
    pub args: Vec<String>,
    /// The whole environment.
    pub env: BTreeMap<String, String>,
    /// The folder of which it gets a copy as its working directory; an empty one without.
    pub folder: Option<String>,
    /// The user that runs it, where not root.
    pub user: Option<u32>,
    /// `ulimit -v` in bytes.
    pub address_space: Option<u64>,
    /// Files in the working directory whose contents are wanted afterwards.
    pub files: Vec<String>,
}

/// A call of a script, and what it must lead to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Exchange {
    /// Number of the call.
    pub call: usize,
    /// The slots before it.
    pub before: Bytes,
    /// The status that it returns.
    pub status: u32,
    /// The slots after it.
    pub after: Bytes,
}

/// What came of a case.
#[derive(Debug, Serialize, Deserialize)]
pub struct Reply {
    /// Of the case.
    pub name: String,
    /// The result.
    pub result: Outcome,
}

/// A result.
#[derive(Debug, Serialize, Deserialize)]
pub enum Outcome {
    /// An image ran to its end.
    Ended(Ended),
    /// As many held, and these did not, each with the reason.
    Counted {
        /// What held.
        passed: usize,
        /// What did not.
        failures: Vec<String>,
    },
    /// It could not be done, or did not hold.
    Failed(String),
}

/// What an image left.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Ended {
    /// The exit code, if it exited.
    pub code: Option<i32>,
    /// The signal that ended it, if one did.
    pub signal: Option<i32>,
    /// What it wrote to standard output.
    pub stdout: Bytes,
    /// What it wrote to standard error.
    pub stderr: Bytes,
    /// The files that were asked for, as far as they are there.
    pub files: BTreeMap<String, Bytes>,
}

/// Bytes, in JSON as base64.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bytes(pub Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64_STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = BASE64_STANDARD.decode(text);
        Ok(Bytes(bytes.map_err(serde::de::Error::custom)?))
    }
}
