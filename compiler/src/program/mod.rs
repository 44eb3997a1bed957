//! Modules → Program: what every index means in this image.
//!
//! Needs valid modules, and what is instantiated of them. Gives one plan for each function, memory,
//! table and global of the image, with all imports resolved and all constants evaluated. Keeps:
//! plans are in the order of the instances, so the image does not depend on anything else.

mod build;
mod canon;
mod component;
mod draft;
mod entry;
pub mod hosts;
mod imports;
mod init;
mod layout;
mod names;
pub mod payload;
mod plans;
pub mod symbol;
mod unknown;
mod wave;

pub use crate::composition::{CanonId, ComponentInstanceId, InstanceId, ModuleId, Transcode};
pub use build::build;
pub use canon::{CanonPlan, ComponentPlan, LiftedId, LiftedPlan, OptionsPlan};
pub use entry::{check as check_entry, exported_functions};
pub use plans::{
    ConstValue, DataId, DataPlan, ElemId, ElemPlan, Entry, FuncId, FunctionKind, FunctionPlan,
    GlobalId, GlobalPlan, InitStep, InitialContents, Instance, Layout, MAX_NAME, MemoryId,
    MemoryPlan, Program, Ref, ScriptCall, ScriptItem, SigId, StateOffset, TableId, TablePlan,
    TableStorage, TagId, TagPlan, printable,
};
pub use unknown::refuse as refuse_unknown_imports;
