//! Platforms: what an image runs on, in the words of the image index.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use wasmc_compiler::target::Target;

/// A platform of an image index (image-index.md; the names are those of Go's `GOOS` and `GOARCH`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Platform {
    /// `amd64`, `arm64`, or another in images that others have made.
    pub architecture: String,
    /// `linux`, or another in images that others have made.
    pub os: String,
    /// Generation of the processor, where the architecture needs one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
}

impl Platform {
    /// The platform of images for a target. It has no variant: engines take `arm64` for v8, and
    /// older ones do not run what is marked `amd64/v3` at all.
    pub fn of(target: Target) -> Platform {
        let architecture = match target {
            Target::X86_64 => "amd64",
            Target::Aarch64 => "arm64",
        };
        Platform {
            architecture: architecture.into(),
            os: "linux".into(),
            variant: None,
        }
    }

    /// The target whose images this platform runs.
    pub fn target(&self) -> Option<Target> {
        Target::ALL.into_iter().find(|&target| {
            let ours = Platform::of(target);
            let variant = match target {
                Target::X86_64 => "v1",
                Target::Aarch64 => "v8",
            };
            (&ours.os, &ours.architecture) == (&self.os, &self.architecture)
                && self.variant.as_deref().is_none_or(|text| text == variant)
        })
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.os, self.architecture)?;
        match &self.variant {
            Some(variant) => write!(f, "/{variant}"),
            None => Ok(()),
        }
    }
}

impl FromStr for Platform {
    type Err = String;

    fn from_str(text: &str) -> Result<Platform, String> {
        let mut words = text.split('/');
        let mut word = || words.next().filter(|word| !word.is_empty());
        let platform = word().zip(word()).map(|(os, architecture)| Platform {
            architecture: architecture.into(),
            os: os.into(),
            variant: word().map(str::to_string),
        });
        let known = platform.as_ref().and_then(Platform::target);
        match known {
            Some(target) if words.next().is_none() => Ok(Platform::of(target)),
            _ => Err("there are linux/amd64 and linux/arm64 (also linux/arm64/v8)".into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Platform;

    #[test]
    fn aliases_mean_the_same() {
        let parse = |text: &str| text.parse::<Platform>().map(|it| it.to_string());
        assert_eq!(parse("linux/arm64/v8"), Ok("linux/arm64".into()));
        assert_eq!(parse("linux/amd64"), Ok("linux/amd64".into()));
        for other in [
            "linux",
            "linux/",
            "amd64",
            "wasi/wasm",
            "linux/arm64/v9",
            "linux/amd64/v3",
            "windows/amd64",
            "linux/arm64/v8/x",
        ] {
            assert!(parse(other).is_err(), "{other}");
        }
    }
}
