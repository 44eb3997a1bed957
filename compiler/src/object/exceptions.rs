//! The table of handlers, and the names of tags ([`wasmc_abi::exception`]).

use super::names;
use super::sections::Builder;
use crate::decode::module::{HeapType, RefType, ValType};
use crate::machine::Code;
use crate::program::{Program, payload};
use wasmc_abi::exception::{ANY_TAG, CatchSite, ExceptionHeader, Handler};
use wasmc_abi::symbols;

/// Writes the table, if the image throws.
pub fn table(builder: &mut Builder, program: &Program<'_>, code: &Code) {
    if program.throw.is_none() {
        return;
    }
    let (mut sites, mut handlers) = (Vec::new(), Vec::new());
    let (mut site_count, mut handler_count) = (0, 0);
    // Functions are in the order of the text, and so are the calls of each.
    for placed in code.functions.values() {
        for call in &placed.catches {
            let site = CatchSite {
                return_offset: placed.start + call.return_offset,
                frame_bytes: call.frame_bytes,
                first: handler_count,
                count: call.handlers.len() as u32,
            };
            sites.extend(site.to_bytes());
            site_count += 1;
            for &(tag, target) in &call.handlers {
                let handler = Handler {
                    tag: tag.map_or(ANY_TAG, |tag| tag.as_u32()),
                    target: placed.start + target,
                };
                handlers.extend(handler.to_bytes());
                handler_count += 1;
            }
        }
    }
    let mut tag_names = Vec::new();
    for tag in program.tags.keys() {
        names::add_text(&mut tag_names, &program.tag_name(tag));
    }
    let header = ExceptionHeader {
        sites: site_count,
        handlers: handler_count,
        object_bytes: payload::object_bytes(program) as u32,
        names_len: tag_names.len() as u32,
        in_state: u32::from(in_state(program)),
        state_bytes: program.layout.state_bytes as u32,
    };
    let mut bytes = header.to_bytes().to_vec();
    bytes.extend(sites);
    bytes.extend(handlers);
    bytes.extend(tag_names);
    builder.export_read_only(symbols::EXCEPTIONS, &bytes, 8);
}

/// Whether a global or a table may hold references to exceptions.
fn in_state(program: &Program<'_>) -> bool {
    let is_exception = |ty: ValType| {
        let ValType::Ref(RefType { heap, .. }) = ty else {
            return false;
        };
        heap == HeapType::Exn
    };
    let globals = program.globals.values().any(|it| is_exception(it.ty));
    globals || program.tables.values().any(|it| is_exception(it.element))
}
