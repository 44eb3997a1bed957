//! What the imports of a module mean (core spec 4.5.4, External Typing and Matching in 3.4).

use super::component;
use super::draft::Draft;
use super::plans::{
    FunctionKind, FunctionPlan, GlobalId, InitStep, Instance, MemoryId, SigId, TableId,
};
use crate::composition::{CanonId, ComponentInstanceId, InstanceId, Item, Links, Target};
use crate::decode::module::{
    AddressType, Extern, FuncIndex, FuncType, GlobalIndex, GlobalType, Import, ImportType, Limits,
    MemoryIndex, MemoryType, Module, TableIndex, TableType, TagIndex, ValType,
};
use crate::error::{Error, Result};
use wasmc_abi::image::WASM_PAGE_LOG2;
use wasmc_abi::wasi::{self, Core, WasiFunction};

/// What an import resolves to.
enum Provider {
    /// An export of another instance.
    Export(InstanceId, Extern),
    /// A function of the runtime.
    Wasi(&'static WasiFunction),
    /// A function of the canonical ABI.
    Canon(CanonId),
    /// The flag of a component instance.
    MayLeave(ComponentInstanceId),
    /// Nothing: the image traps when it is called.
    Trap,
}

/// Resolves the imports of the instance that is added next, into the start of its index spaces.
pub(super) fn resolve(
    program: &mut Draft<'_, '_>,
    links: &Links,
    allow_unknown: bool,
    id: InstanceId,
    instance: &mut Instance,
) -> Result<()> {
    let module = &program.modules[instance.module];
    for (position, import) in module.imports.iter().enumerate() {
        let context = Context {
            program,
            module,
            links,
            import,
        };
        let provider = context.find(position, allow_unknown)?;
        match (import.ty, provider) {
            (ImportType::Func(ty), Provider::Export(from, Extern::Func(index))) => {
                let function = program.instances[from].functions[index];
                let (found, wanted) = (program.functions[function].sig, module.types[ty]);
                if !program.types.is_subtype(found, wanted) {
                    return Err(context.incompatible_types(wanted, found));
                }
                instance.functions.push(function);
            }
            (ImportType::Func(ty), Provider::Wasi(function)) => {
                let sig = module.types[ty];
                let (wanted, found) = (program.types.func(sig), wasi_type(function));
                if *wanted != found {
                    return Err(context.incompatible(&wanted.to_string(), &found.to_string()));
                }
                let kind = FunctionKind::Wasi(function);
                let plan = FunctionPlan {
                    instance: id,
                    sig,
                    kind,
                };
                instance.functions.push(program.functions.push(plan));
            }
            (ImportType::Func(ty), Provider::Canon(canon)) => {
                let function = component::function(program, canon, module.types[ty], id);
                instance.functions.push(function);
            }
            (ImportType::Global(_), Provider::MayLeave(of)) => {
                instance.globals.push(program.may_leave[of]);
            }
            (ImportType::Func(ty), Provider::Trap) => {
                let sig = module.types[ty];
                let kind = FunctionKind::UnknownImport(position);
                let plan = FunctionPlan {
                    instance: id,
                    sig,
                    kind,
                };
                instance.functions.push(program.functions.push(plan));
            }
            (ImportType::Table(ty), Provider::Export(from, Extern::Table(index))) => {
                let table = program.instances[from].tables[index];
                if let Some(step) = context.check_table(table, ty)? {
                    instance.steps.push(step);
                }
                instance.tables.push(table);
            }
            (ImportType::Memory(ty), Provider::Export(from, Extern::Memory(index))) => {
                let memory = program.instances[from].memories[index];
                if let Some(step) = context.check_memory(memory, ty)? {
                    instance.steps.push(step);
                }
                instance.memories.push(memory);
            }
            (ImportType::Global(ty), Provider::Export(from, Extern::Global(index))) => {
                context.check_global(from, index, ty)?;
                let global: GlobalId = program.instances[from].globals[index];
                instance.globals.push(global);
            }
            (ImportType::Tag(ty), Provider::Export(from, Extern::Tag(index))) => {
                let tag = program.instances[from].tags[index];
                let (found, wanted) = (program.tags[tag].sig, module.types[ty]);
                if found != wanted {
                    return Err(context.incompatible_types(wanted, found));
                }
                instance.tags.push(tag);
            }
            (wanted, Provider::Export(_, found)) => {
                return Err(context.incompatible(import_kind(&wanted), extern_kind(&found)));
            }
            (wanted, Provider::MayLeave(_)) => {
                return Err(context.incompatible(import_kind(&wanted), "a global"));
            }
            (wanted, Provider::Wasi(_) | Provider::Canon(_) | Provider::Trap) => {
                return Err(context.incompatible(import_kind(&wanted), "a function"));
            }
        }
    }
    Ok(())
}

/// An import, and what is known when it is resolved.
struct Context<'a, 'data> {
    program: &'a Draft<'a, 'data>,
    module: &'a Module<'data>,
    links: &'a Links,
    import: &'a Import<'data>,
}

impl Context<'_, '_> {
    fn find(&self, position: usize, allow_unknown: bool) -> Result<Provider> {
        let Import { module, name, .. } = *self.import;
        if let Links::ByPosition(targets) = self.links {
            return match targets.get(position) {
                Some(Target::Item(from, item)) => Ok(Provider::Export(*from, external(*item))),
                Some(Target::Canon(canon)) => Ok(Provider::Canon(*canon)),
                Some(Target::MayLeave(of)) => Ok(Provider::MayLeave(*of)),
                None => Err(Error::Internal(format!("no target of {}", self.name()))),
            };
        }
        if let Some(from) = self.links.named(module) {
            if let Some(item) = self.program.module_of(from).export(name) {
                return Ok(Provider::Export(from, item));
            }
        } else if let Some(function) = wasi::find(module, name) {
            return Ok(Provider::Wasi(function));
        }
        let is_function = matches!(self.import.ty, ImportType::Func(_));
        if allow_unknown && is_function {
            Ok(Provider::Trap)
        } else {
            // Those were refused before.
            Err(Error::Internal(format!("unknown import: {}", self.name())))
        }
    }

    /// The size of the table may be checked now, or when the modules before this one have run.
    fn check_table(&self, table: TableId, wanted: TableType) -> Result<Option<InitStep>> {
        let plan = &self.program.tables[table];
        let limits_found = Limits {
            min: plan.min,
            max: plan.declared_max,
        };
        let found = TableType {
            element: plan.element,
            address: plan.address,
            limits: limits_found,
        };
        let fits = found.element == wanted.element
            && found.address == wanted.address
            && max_fits(found.limits, wanted.limits);
        if !fits || (wanted.limits.min > plan.min && !plan.grows) {
            let describe = |ty: TableType| {
                let (address, limits) = (address(ty.address), limits(ty.limits));
                format!("a table {address}{limits} {}", ty.element)
            };
            return Err(self.incompatible(&describe(wanted), &describe(found)));
        }
        Ok(
            (wanted.limits.min > plan.min)
                .then_some(InitStep::CheckTable(table, wanted.limits.min)),
        )
    }

    fn check_memory(&self, memory: MemoryId, wanted: MemoryType) -> Result<Option<InitStep>> {
        let plan = &self.program.memories[memory];
        let limits_found = Limits {
            min: plan.min,
            max: plan.declared_max,
        };
        let found = MemoryType {
            address: plan.address,
            page_log2: plan.page_log2,
            limits: limits_found,
        };
        let fits = found.address == wanted.address
            && found.page_log2 == wanted.page_log2
            && max_fits(found.limits, wanted.limits);
        if !fits || (wanted.limits.min > plan.min && !plan.grows) {
            let describe = |ty: MemoryType| {
                let (address, limits) = (address(ty.address), limits(ty.limits));
                let page = match ty.page_log2 {
                    WASM_PAGE_LOG2 => String::new(),
                    log2 => format!(" with pages of {}", 1_u64 << log2),
                };
                format!("a memory {address}{limits}{page}")
            };
            return Err(self.incompatible(&describe(wanted), &describe(found)));
        }
        Ok((wanted.limits.min > plan.min)
            .then_some(InitStep::CheckMemory(memory, wanted.limits.min)))
    }

    fn check_global(&self, from: InstanceId, index: GlobalIndex, wanted: GlobalType) -> Result<()> {
        let found = self.program.module_of(from).globals[index];
        let types = &self.program.types;
        let fits = found.mutable == wanted.mutable
            && types.matches(found.ty, wanted.ty)
            && (!found.mutable || types.matches(wanted.ty, found.ty));
        if fits {
            return Ok(());
        }
        let describe = |it: GlobalType| {
            format!(
                "a {} global {}",
                if it.mutable { "mutable" } else { "constant" },
                it.ty
            )
        };
        Err(self.incompatible(&describe(wanted), &describe(found)))
    }

    fn name(&self) -> String {
        format!("{}.{}", self.import.module, self.import.name)
    }

    fn incompatible_types(&self, wanted: SigId, found: SigId) -> Error {
        let types = &self.program.types;
        self.incompatible(
            &types.func(wanted).to_string(),
            &types.func(found).to_string(),
        )
    }

    fn incompatible(&self, wanted: &str, found: &str) -> Error {
        Error::IncompatibleImport {
            module: self.module.name.clone(),
            import: self.name(),
            what: format!("is imported as {wanted}, but provided as {found}"),
            offset: self.import.offset,
        }
    }
}

/// An item as modules name it.
fn external(item: Item) -> Extern {
    match item {
        Item::Func(index) => Extern::Func(FuncIndex::from_u32(index)),
        Item::Table(index) => Extern::Table(TableIndex::from_u32(index)),
        Item::Memory(index) => Extern::Memory(MemoryIndex::from_u32(index)),
        Item::Global(index) => Extern::Global(GlobalIndex::from_u32(index)),
        Item::Tag(index) => Extern::Tag(TagIndex::from_u32(index)),
    }
}

fn max_fits(found: Limits, wanted: Limits) -> bool {
    match (wanted.max, found.max) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(wanted), Some(found)) => found <= wanted,
    }
}

fn limits(limits: Limits) -> String {
    match limits.max {
        Some(max) => format!("{}..{max}", limits.min),
        None => format!("{}..", limits.min),
    }
}

/// As the text format has it; 32 bits go without saying.
fn address(ty: AddressType) -> &'static str {
    match ty {
        AddressType::I32 => "",
        AddressType::I64 => "i64 ",
    }
}

fn import_kind(ty: &ImportType) -> &'static str {
    match ty {
        ImportType::Func(_) => "a function",
        ImportType::Table(_) => "a table",
        ImportType::Memory(_) => "a memory",
        ImportType::Global(_) => "a global",
        ImportType::Tag(_) => "a tag",
    }
}

fn extern_kind(item: &Extern) -> &'static str {
    match item {
        Extern::Func(_) => "a function",
        Extern::Table(_) => "a table",
        Extern::Memory(_) => "a memory",
        Extern::Global(_) => "a global",
        Extern::Tag(_) => "a tag",
    }
}

/// The wasm type of a WASI function.
fn wasi_type(function: &WasiFunction) -> FuncType {
    let params = function.params.iter().map(|param| match param {
        Core::I32 => ValType::I32,
        Core::I64 => ValType::I64,
    });
    let results = if function.returns_errno {
        vec![ValType::I32]
    } else {
        Vec::new()
    };
    FuncType {
        params: params.collect(),
        results: results.into(),
    }
}
