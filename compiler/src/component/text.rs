//! The text of a function type, by which types of components are compared with those of the host
//! ([`wasmc_abi::wasi02::HostFunction::ty`]).

use wasmtime_environ::component::{
    ComponentTypes, InterfaceType, TypeFuncIndex, TypeResourceTableIndex,
};

/// Writes types.
pub struct Text<'a> {
    /// The types.
    pub types: &'a ComponentTypes,
    /// How resource types are called.
    pub resource: &'a dyn Fn(TypeResourceTableIndex) -> String,
}

impl Text<'_> {
    /// A function type.
    pub fn function(&self, ty: TypeFuncIndex) -> String {
        let ty = &self.types[ty];
        let params = self.types[ty.params].types.iter();
        let params = ty.param_names.iter().zip(params);
        let params = params.map(|(name, ty)| format!("{name}: {}", self.value(*ty)));
        let params = params.collect::<Vec<_>>().join(", ");
        match self.types[ty.results].types.first() {
            Some(result) => format!("func({params}) -> {}", self.value(*result)),
            None => format!("func({params})"),
        }
    }

    /// A value type.
    pub fn value(&self, ty: InterfaceType) -> String {
        let types = self.types;
        let list = |texts: Vec<String>| texts.join(", ");
        let names = |names: &mut dyn Iterator<Item = &String>| {
            list(names.map(|name| name.to_string()).collect())
        };
        let payload = |name: &str, ty: Option<InterfaceType>| match ty {
            Some(ty) => format!("{name}({})", self.value(ty)),
            None => name.to_string(),
        };
        match ty {
            InterfaceType::Bool => "bool".into(),
            InterfaceType::S8 => "s8".into(),
            InterfaceType::U8 => "u8".into(),
            InterfaceType::S16 => "s16".into(),
            InterfaceType::U16 => "u16".into(),
            InterfaceType::S32 => "s32".into(),
            InterfaceType::U32 => "u32".into(),
            InterfaceType::S64 => "s64".into(),
            InterfaceType::U64 => "u64".into(),
            InterfaceType::Float32 => "f32".into(),
            InterfaceType::Float64 => "f64".into(),
            InterfaceType::Char => "char".into(),
            InterfaceType::String => "string".into(),
            InterfaceType::Record(ty) => {
                let fields = types[ty].fields.iter();
                let fields =
                    fields.map(|field| format!("{}: {}", field.name, self.value(field.ty)));
                format!("record{{{}}}", list(fields.collect()))
            }
            InterfaceType::Variant(ty) => {
                let cases = types[ty].cases.iter();
                let cases = cases.map(|(name, ty)| payload(name, *ty));
                format!("variant{{{}}}", list(cases.collect()))
            }
            InterfaceType::List(ty) => format!("list<{}>", self.value(types[ty].element)),
            InterfaceType::Tuple(ty) => {
                let parts = types[ty].types.iter().map(|ty| self.value(*ty));
                format!("tuple<{}>", list(parts.collect()))
            }
            InterfaceType::Map(ty) => format!(
                "map<{}, {}>",
                self.value(types[ty].key),
                self.value(types[ty].value)
            ),
            InterfaceType::Flags(ty) => format!("flags{{{}}}", names(&mut types[ty].names.iter())),
            InterfaceType::Enum(ty) => format!("enum{{{}}}", names(&mut types[ty].names.iter())),
            InterfaceType::Option(ty) => format!("option<{}>", self.value(types[ty].ty)),
            InterfaceType::Result(ty) => match (types[ty].ok, types[ty].err) {
                (None, None) => "result".into(),
                (Some(ok), None) => format!("result<{}>", self.value(ok)),
                (None, Some(err)) => format!("result<_, {}>", self.value(err)),
                (Some(ok), Some(err)) => {
                    format!("result<{}, {}>", self.value(ok), self.value(err))
                }
            },
            InterfaceType::Own(ty) => format!("own<{}>", (self.resource)(ty)),
            InterfaceType::Borrow(ty) => format!("borrow<{}>", (self.resource)(ty)),
            InterfaceType::FixedLengthList(ty) => {
                format!(
                    "list<{}, {}>",
                    self.value(types[ty].element),
                    types[ty].size
                )
            }
            InterfaceType::Future(_) => "future".into(),
            InterfaceType::Stream(_) => "stream".into(),
            InterfaceType::ErrorContext(_) => "error-context".into(),
        }
    }
}
