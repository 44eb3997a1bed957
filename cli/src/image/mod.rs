//! `wasmc image`: modules in, an image for several platforms out.
//!
//! Executables → layers → configurations and manifests → one index → a file, a folder, an engine or
//! a registry. Executables are bytes here. The same input gives the same bytes.

pub mod addition;
pub mod base;
pub mod compress;
mod config;
mod layer;
mod load;
mod rootfs;
mod sbom;
mod settings;
pub mod user;

use crate::args::{BuildArgs, ImageArgs, MessageFormat, Sbom};
use crate::input::Inputs;
use crate::oci::image::Image;
use crate::oci::manifest::{Annotations, Manifest, to_json};
use crate::oci::platform::Platform;
use crate::oci::{self, archive, layout, media, registry};
use crate::output::Output;
use crate::progress::Progress;
use crate::{compile, embed, input, memory, notice, pending, report, stdout};
use anyhow::{Context, Result, bail};
use base::BaseImage;
use layer::Layer;
use settings::Settings;
use std::collections::{BTreeMap, HashSet};
use wasmc_compiler::Compiled;
use wasmc_compiler::target::{March, Target};

/// Where servers listen in a container: on all of its addresses.
const HTTP_LISTEN: &str = "0.0.0.0:8080";

/// Does what the command line says.
///
/// # Errors
/// The inputs, the base image or the places of the outputs are at fault. The outputs are unchanged
/// then.
pub fn image(args: &ImageArgs) -> Result<()> {
    report::set_json(args.build.message_format == MessageFormat::Json);
    pending::install_signal_handlers()?;
    let outputs = Outputs::new(args)?;
    let settings = Settings::new(args)?;
    let mut build = args.build();
    let inputs = input::read_all(&build, build.debug)?;
    if inputs.composition.serves() {
        build.http_listen.get_or_insert_with(|| HTTP_LISTEN.into());
    }
    compile::start_threads(build.threads)?;

    // What all platforms share.
    let base = BaseImage::open(&args.base, build.insecure_registry)?;
    let shared = rootfs::layers(args, &settings)?;

    // For each platform: executable, layers, configuration, manifest.
    let mut blobs = BTreeMap::new();
    let mut manifests = Vec::new();
    let mut speaks_tls = false;
    for platform in platforms(args) {
        let below = base
            .as_ref()
            .map(|base| base.variant(&platform))
            .transpose()?;
        let compiled = compile_for(&platform, &inputs, &build)?;
        if manifests.is_empty() {
            notice::show(&build, &compiled);
        }
        speaks_tls |= compiled.speaks_tls;
        let app = Layer::of(&rootfs::app(compiled.bytes), &settings, "the executable")?;
        let layers: Vec<&Layer> = shared.iter().chain([&app]).collect();
        let config = config::config(args, &build, &settings, &platform, below.as_ref(), &layers);
        let config = oci::image::put(&mut blobs, media::CONFIG, to_json(&config));
        let ours = layers
            .iter()
            .map(|layer| (layer.descriptor.clone(), layer.blob.clone()));
        let mut annotations = annotations(args);
        let mut stack = Vec::new();
        if let Some(below) = below {
            annotations.extend(below.annotations());
            stack = below.layers;
        }
        stack.extend(ours);
        let descriptors = stack
            .iter()
            .map(|(descriptor, _)| descriptor.clone())
            .collect();
        blobs.extend(
            stack
                .into_iter()
                .map(|(descriptor, blob)| (descriptor.digest, blob)),
        );
        let manifest = Manifest::new(config, descriptors, annotations);
        manifests.push((platform, manifest));
    }
    let mut image = Image::new(manifests, blobs, annotations(args), args.tag.clone());
    if args.sbom == Sbom::Spdx {
        sbom::attach(&mut image, &inputs.composition, &settings, speaks_tls)?;
    }
    outputs.write(&image)
}

/// The platforms that were asked for, each once, in one order.
fn platforms(args: &ImageArgs) -> Vec<Platform> {
    let asked = |platform: &Platform| args.platform.contains(platform);
    let all = Target::ALL.into_iter().map(Platform::of);
    all.filter(asked).collect()
}

/// Compiles the modules for a platform.
fn compile_for(platform: &Platform, inputs: &Inputs, build: &BuildArgs) -> Result<Compiled> {
    let target = platform
        .target()
        .with_context(|| format!("cannot compile for {platform}"))?;
    let mut build = build.clone();
    // `-march` says something about one of the platforms only.
    let known = |target| {
        build
            .march
            .as_deref()
            .is_none_or(|it| March::parse(it, target).is_ok())
    };
    if !known(target) && Target::ALL.into_iter().any(known) {
        build.march = None;
    }
    let mut options = build.options(target)?;
    options.embed = embed::collect(&build.embed, None)?;
    let compiled = {
        let modules = inputs.composition.modules.values();
        let bytes = modules.map(|input| input.bytes.len() as u64).sum();
        let _limit = memory::limit(build.max_compile_memory, bytes);
        let _progress = Progress::start(&inputs.composition, options.progress.clone());
        compile::compile(inputs, &options).with_context(|| platform.to_string())?
    };
    if build.verbose {
        let mut table = crate::verbose::Table::start();
        table.add(&compiled.timing.stages);
        report::say(&format!("{platform}\n{table}"));
    }
    Ok(compiled)
}

/// The annotations of the index and of each manifest.
fn annotations(args: &ImageArgs) -> Annotations {
    args.annotation.iter().cloned().collect()
}

/// Where the image goes.
struct Outputs<'a> {
    args: &'a ImageArgs,
    archive: Option<Output>,
}

impl<'a> Outputs<'a> {
    /// What the command line asks for.
    ///
    /// # Errors
    /// A place cannot be written to, so there is no need to compile anything.
    fn new(args: &'a ImageArgs) -> Result<Self> {
        if args.output.is_none() && args.oci_layout.is_none() && !args.load && !args.push {
            bail!("say where the image goes: -o FILE.tar, --oci-layout FOLDER, --push or --load");
        }
        if (args.load || args.push) && args.tag.is_empty() {
            bail!("an image that is pushed or loaded needs a name: -t NAME");
        }
        if args.load {
            load::engine()?;
        }
        let archive = args.output.as_deref().map(Output::named).transpose()?;
        if let Some(archive) = &archive {
            archive.check(args.build.files(), Some("an image"))?;
        }
        Ok(Outputs { args, archive })
    }

    /// Writes the image to each place, then what it is called now.
    fn write(&self, image: &Image) -> Result<()> {
        if let Some(archive) = &self.archive {
            // Nothing of this machine, so that the bytes are the same everywhere.
            let docker = Platform::of(Target::X86_64);
            archive.write_with(false, |out| archive::write(image, &docker, out))?;
        }
        if let Some(folder) = &self.args.oci_layout {
            layout::write(image, folder)?;
        }
        if self.args.push {
            let build = &self.args.build;
            registry::push(image, build.insecure_registry, build.quiet)?;
        }
        if self.args.load {
            load::load(image)?;
        }
        let text = names(image);
        if matches!(self.archive, Some(Output::Stdout)) {
            report::say(&text);
            return Ok(());
        }
        stdout::print(text.as_bytes())
    }
}

/// The image's names with its digest, each on a line; only the digest where it has no name.
fn names(image: &Image) -> String {
    let digest = &image.index.digest;
    let mut lines: Vec<String> = image.names.iter().map(|name| name.pinned(digest)).collect();
    // Several tags of one repository.
    let mut seen = HashSet::new();
    lines.retain(|line| seen.insert(line.clone()));
    if lines.is_empty() {
        lines.push(digest.to_string());
    }
    lines.join("\n") + "\n"
}
