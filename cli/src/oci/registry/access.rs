//! What is asked of a registry.

/// What is going to be done in a repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Reading.
    Pull,
    /// Reading and writing.
    Push,
}

impl Access {
    /// The actions of a token's scope (distribution, spec/auth/scope.md).
    pub(super) fn actions(self) -> &'static str {
        match self {
            Access::Pull => "pull",
            Access::Push => "pull,push",
        }
    }

    /// What messages call it.
    pub(super) fn verb(self) -> &'static str {
        match self {
            Access::Pull => "pull from",
            Access::Push => "push to",
        }
    }
}
