//! The declarations of a package that functions refer to.

use super::{Used, package_of, pascal, path, rust};
use crate::model::Model;
use anyhow::{Context, Result, bail};
use std::fmt::Write;
use wit_parser::abi::{FlatTypes, WasmType};
use wit_parser::{Enum, Flags, Int, Record, SizeAlign, Type, TypeDefKind, TypeId, Variant};

/// What is needed to write one declaration.
struct Writer<'a> {
    model: &'a Model,
    sizes: SizeAlign,
    out: &'a mut String,
}

/// Writes the declarations of a package.
pub fn write(model: &Model, used: &Used, package: &str, out: &mut String) -> Result<()> {
    let mut sizes = SizeAlign::default();
    sizes.fill(&model.resolve);
    let mut writer = Writer { model, sizes, out };
    for &id in &used.all {
        if package_of(model, id)? == package {
            writer.declaration(id, used.params.contains(&id))?;
        }
    }
    Ok(())
}

/// The flat types of a type.
pub fn flat(model: &Model, ty: &Type) -> Result<Vec<&'static str>> {
    let mut storage = [WasmType::I32; 16];
    let mut types = FlatTypes::new(&mut storage);
    anyhow::ensure!(
        model.resolve.push_flat(ty, &mut types),
        "too many flat types"
    );
    types
        .to_vec()
        .into_iter()
        .map(|ty| match ty {
            WasmType::I32 | WasmType::Pointer | WasmType::Length => Ok("u32"),
            WasmType::I64 | WasmType::PointerOrI64 => Ok("u64"),
            _ => bail!("WASI passes no floating-point numbers"),
        })
        .collect()
}

/// How a value is lifted from flat values, which are taken from the front of `values`; they have the types `given`.
pub fn lift(model: &Model, ty: &Type, values: &mut Vec<(String, &'static str)>) -> Result<String> {
    let count = flat(model, ty)?;
    let taken: Vec<_> = values.drain(..count.len()).collect();
    let args: Vec<_> = taken
        .iter()
        .zip(&count)
        .map(|((name, given), wanted)| match given == wanted {
            true => name.clone(),
            // A value of another case may have more bits.
            false => format!("{name} as {wanted}"),
        })
        .collect();
    let one = || args.first().context("no value").cloned();
    Ok(match ty {
        Type::Bool => format!("{} != 0", one()?),
        Type::U8 => format!("{} as u8", one()?),
        Type::U16 => format!("{} as u16", one()?),
        Type::U32 | Type::U64 => one()?,
        Type::Id(id) => {
            let id = crate::model::origin(&model.resolve, *id);
            match &model.resolve.types[id].kind {
                TypeDefKind::Type(inner) => {
                    let mut values: Vec<_> = args.into_iter().zip(count).collect();
                    lift(model, inner, &mut values)?
                }
                TypeDefKind::Record(_)
                | TypeDefKind::Variant(_)
                | TypeDefKind::Enum(_)
                | TypeDefKind::Flags(_) => {
                    format!("{}::lift({})", path(model, id)?, args.join(", "))
                }
                TypeDefKind::Tuple(tuple) => {
                    let mut values: Vec<_> = args.into_iter().zip(count).collect();
                    let parts: Result<Vec<_>> = tuple
                        .types
                        .iter()
                        .map(|ty| lift(model, ty, &mut values))
                        .collect();
                    format!("({})", parts?.join(", "))
                }
                other => bail!("{} is lifted as a part", other.as_str()),
            }
        }
        other => bail!("{other:?} is lifted as a part"),
    })
}

/// An identifier for a field.
fn field(name: &str) -> String {
    let name = name.replace('-', "_");
    if name == "type" {
        "r#type".to_owned()
    } else {
        name
    }
}

fn int(int: Int) -> &'static str {
    match int {
        Int::U8 => "u8",
        Int::U16 => "u16",
        Int::U32 | Int::U64 => "u32",
    }
}

impl Writer<'_> {
    fn declaration(&mut self, id: TypeId, lifted: bool) -> Result<()> {
        let model = self.model;
        let ty = &model.resolve.types[id];
        let name = ty.name.as_ref().context("a declaration without a name")?;
        writeln!(self.out, "\n/// `{name}`.")?;
        let rust_name = pascal(name);
        match &ty.kind {
            TypeDefKind::Resource => self.resource(&rust_name, model.number(id)?),
            TypeDefKind::Enum(it) => self.enumeration(&rust_name, it, lifted),
            TypeDefKind::Flags(it) => self.flags(&rust_name, it, lifted),
            TypeDefKind::Record(it) => self.record(&rust_name, id, it, lifted),
            TypeDefKind::Variant(it) => self.variant(&rust_name, id, it, lifted),
            other => bail!("{} has a name", other.as_str()),
        }
    }

    /// The beginning of an implementation of `Lower`.
    fn lower(&mut self, name: &str, size: usize, align: usize) -> Result<()> {
        writeln!(
            self.out,
            "\nimpl Lower for {name} {{\n    const SIZE: u32 = {size};\n    const ALIGN: u32 = {align};\n    \
             #[inline(always)]\n    fn store(self, caller: Caller, area: Area) {{\n        let _ = caller;"
        )?;
        Ok(())
    }

    fn resource(&mut self, name: &str, number: usize) -> Result<()> {
        writeln!(
            self.out,
            "#[derive(Clone, Copy)]\npub struct {name}(u32);\n\n\
             impl Resource for {name} {{\n    const TYPE: u32 = {number};\n    \
             fn new(rep: u32) -> Self {{\n        Self(rep)\n    }}\n    \
             fn rep(self) -> u32 {{\n        self.0\n    }}\n}}"
        )?;
        self.lower(name, 4, 4)?;
        self.out.push_str(
            "        area.put(0, self.owned(caller.handles()).to_le_bytes());\n    }\n}\n",
        );
        Ok(())
    }

    fn enumeration(&mut self, name: &str, it: &Enum, lifted: bool) -> Result<()> {
        let tag = int(it.tag());
        writeln!(
            self.out,
            "#[derive(Clone, Copy, PartialEq, Eq)]\n#[repr({tag})]\npub enum {name} {{"
        )?;
        for (number, case) in it.cases.iter().enumerate() {
            writeln!(
                self.out,
                "    /// `{}`.\n    {} = {number},",
                case.name,
                pascal(&case.name)
            )?;
        }
        self.out.push_str("}\n");
        let size = self.size_of_int(it.tag());
        self.lower(name, size, size)?;
        writeln!(
            self.out,
            "        area.put(0, (self as {tag}).to_le_bytes());\n    }}\n}}"
        )?;
        if lifted {
            writeln!(
                self.out,
                "\nimpl {name} {{\n    /// The case with a number.\n    pub fn lift(number: u32) -> Self {{\n        \
                 match number {{"
            )?;
            for (number, case) in it.cases.iter().enumerate() {
                writeln!(
                    self.out,
                    "            {number} => Self::{},",
                    pascal(&case.name)
                )?;
            }
            self.out
                .push_str("            _ => no_case(),\n        }\n    }\n}\n");
        }
        Ok(())
    }

    fn size_of_int(&self, it: Int) -> usize {
        match it {
            Int::U8 => 1,
            Int::U16 => 2,
            Int::U32 | Int::U64 => 4,
        }
    }

    fn flags(&mut self, name: &str, it: &Flags, lifted: bool) -> Result<()> {
        let count = it.flags.len();
        let (bits, size) = match count {
            0..=8 => ("u8", 1),
            9..=16 => ("u16", 2),
            17..=32 => ("u32", 4),
            _ => bail!("more than 32 flags"),
        };
        writeln!(
            self.out,
            "#[derive(Clone, Copy)]\npub struct {name}({bits});\n\nimpl {name} {{\n    \
             /// None of them.\n    pub const EMPTY: Self = Self(0);"
        )?;
        for (number, flag) in it.flags.iter().enumerate() {
            let constant = flag.name.to_uppercase().replace('-', "_");
            writeln!(
                self.out,
                "    /// `{}`.\n    pub const {constant}: Self = Self(1 << {number});",
                flag.name
            )?;
        }
        self.out.push_str(
            "\n    /// These and others.\n    pub fn with(self, others: Self) -> Self {\n        \
             Self(self.0 | others.0)\n    }\n\n    /// Whether all of the others are among them.\n    \
             pub fn has(self, others: Self) -> bool {\n        self.0 & others.0 == others.0\n    }\n",
        );
        if lifted {
            let mask = (1u64 << count) - 1;
            writeln!(
                self.out,
                "\n    /// The flags of a number, of which other bits mean nothing.\n    \
                 pub fn lift(number: u32) -> Self {{\n        Self((number & {mask:#x}) as {bits})\n    }}"
            )?;
        }
        self.out.push_str("}\n");
        self.lower(name, size, size)?;
        self.out
            .push_str("        area.put(0, self.0.to_le_bytes());\n    }\n}\n");
        Ok(())
    }

    fn record(&mut self, name: &str, id: TypeId, it: &Record, lifted: bool) -> Result<()> {
        let model = self.model;
        self.out.push_str("pub struct ");
        writeln!(self.out, "{name} {{")?;
        for part in &it.fields {
            let ty = rust(model, &part.ty)?;
            writeln!(
                self.out,
                "    /// `{}`.\n    pub {}: {ty},",
                part.name,
                field(&part.name)
            )?;
        }
        self.out.push_str("}\n");
        let (size, align) = self.layout(id);
        self.lower(name, size, align)?;
        let offsets = self.sizes.field_offsets(it.fields.iter().map(|it| &it.ty));
        for ((offset, _), part) in offsets.into_iter().zip(&it.fields) {
            writeln!(
                self.out,
                "        self.{}.store(caller, area.skip({}));",
                field(&part.name),
                offset.size_wasm32()
            )?;
        }
        self.out.push_str("    }\n}\n");
        if lifted {
            let (params, mut values) = self.flat_params(&Type::Id(id))?;
            writeln!(
                self.out,
                "\nimpl {name} {{\n    /// The record of its flat values.\n    \
                 pub fn lift({params}) -> Self {{\n        Self {{"
            )?;
            for part in &it.fields {
                let value = lift(model, &part.ty, &mut values)?;
                writeln!(self.out, "            {}: {value},", field(&part.name))?;
            }
            self.out.push_str("        }\n    }\n}\n");
        }
        Ok(())
    }

    fn layout(&self, id: TypeId) -> (usize, usize) {
        let ty = Type::Id(id);
        let size = self.sizes.size(&ty).size_wasm32();
        (size, self.sizes.align(&ty).align_wasm32())
    }

    /// Parameters for the flat values of a type, and their names and types.
    fn flat_params(&self, ty: &Type) -> Result<(String, Vec<(String, &'static str)>)> {
        let types = flat(self.model, ty)?.into_iter();
        let values: Vec<_> = types
            .enumerate()
            .map(|(index, ty)| (format!("f{index}"), ty))
            .collect();
        let params: Vec<_> = values
            .iter()
            .map(|(name, ty)| format!("{name}: {ty}"))
            .collect();
        Ok((params.join(", "), values))
    }

    fn variant(&mut self, name: &str, id: TypeId, it: &Variant, lifted: bool) -> Result<()> {
        let model = self.model;
        writeln!(self.out, "pub enum {name} {{")?;
        for case in &it.cases {
            writeln!(self.out, "    /// `{}`.", case.name)?;
            match &case.ty {
                Some(ty) => writeln!(
                    self.out,
                    "    {}({}),",
                    pascal(&case.name),
                    rust(model, ty)?
                )?,
                None => writeln!(self.out, "    {},", pascal(&case.name))?,
            }
        }
        self.out.push_str("}\n");
        let (size, align) = self.layout(id);
        let tag = int(it.tag());
        let payload = self
            .sizes
            .payload_offset(it.tag(), it.cases.iter().map(|it| it.ty.as_ref()))
            .size_wasm32();
        self.lower(name, size, align)?;
        self.out.push_str("        match self {\n");
        for (number, case) in it.cases.iter().enumerate() {
            let case_name = pascal(&case.name);
            match &case.ty {
                Some(_) => writeln!(
                    self.out,
                    "            Self::{case_name}(value) => {{\n                \
                     area.put(0, {number}{tag}.to_le_bytes());\n                \
                     value.store(caller, area.skip({payload}));\n            }}"
                )?,
                None => writeln!(
                    self.out,
                    "            Self::{case_name} => area.put(0, {number}{tag}.to_le_bytes()),"
                )?,
            }
        }
        self.out.push_str("        }\n    }\n}\n");
        if lifted {
            let (params, values) = self.flat_params(&Type::Id(id))?;
            writeln!(
                self.out,
                "\nimpl {name} {{\n    /// The variant of its flat values.\n    \
                 pub fn lift({params}) -> Self {{\n        match f0 {{"
            )?;
            for (number, case) in it.cases.iter().enumerate() {
                let case_name = pascal(&case.name);
                match &case.ty {
                    Some(ty) => {
                        let mut values = values.get(1..).unwrap_or_default().to_vec();
                        let value = lift(model, ty, &mut values)?;
                        writeln!(
                            self.out,
                            "            {number} => Self::{case_name}({value}),"
                        )?;
                    }
                    None => writeln!(self.out, "            {number} => Self::{case_name},")?,
                }
            }
            self.out
                .push_str("            _ => no_case(),\n        }\n    }\n}\n");
        }
        Ok(())
    }
}
