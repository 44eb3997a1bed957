//! What a document tells people to do.

use anyhow::{Context, Result, bail, ensure};

/// A quick start: a section of the chapter of that name.
pub struct QuickStart {
    /// Its heading.
    pub name: String,
    /// What to do, in order.
    pub steps: Vec<Step>,
}

/// A thing to do.
pub enum Step {
    /// To write a file: a block of code behind a line with its name.
    File { name: String, text: String },
    /// To run a command, a line that starts with `$`, which prints the lines behind it.
    Command { line: String, prints: String },
}

/// The sections of a chapter that have something to do.
///
/// # Errors
/// There is none, or one has a block of code of which nobody can tell what to do with it.
pub fn sections(text: &str, chapter: &str) -> Result<Vec<QuickStart>> {
    let (_, chapter) = text
        .split_once(&format!("\n## {chapter}\n"))
        .with_context(|| format!("there is no chapter `{chapter}`"))?;
    let chapter = chapter.split("\n## ").next().unwrap_or(chapter);
    let mut starts = Vec::new();
    for section in chapter.split("\n### ").skip(1) {
        let (name, body) = section.split_once('\n').unwrap_or((section, ""));
        let steps = steps(body).with_context(|| name.to_string())?;
        if !steps.is_empty() {
            starts.push(QuickStart {
                name: name.into(),
                steps,
            });
        }
    }
    ensure!(!starts.is_empty(), "there is nothing to do");
    Ok(starts)
}

/// The blocks of code of a section.
fn steps(body: &str) -> Result<Vec<Step>> {
    let mut steps = Vec::new();
    let mut before = "";
    let mut lines = body.lines();
    while let Some(line) = lines.next() {
        let Some(language) = line.strip_prefix("```") else {
            if !line.is_empty() {
                before = line;
            }
            continue;
        };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let file = before
            .strip_prefix('`')
            .and_then(|rest| rest.strip_suffix("`:"));
        match (language, file) {
            ("console", _) => commands(&block, &mut steps)?,
            (_, Some(name)) => steps.push(Step::File {
                name: name.into(),
                text: block.join("\n") + "\n",
            }),
            _ => bail!("a block of {language} without the name of a file in the line before"),
        }
        before = "";
    }
    Ok(steps)
}

/// The commands of a block, with what they print.
fn commands(block: &[&str], steps: &mut Vec<Step>) -> Result<()> {
    for line in block {
        match (line.strip_prefix("$ "), steps.last_mut()) {
            (Some(line), _) => steps.push(Step::Command {
                line: line.into(),
                prints: String::new(),
            }),
            (None, Some(Step::Command { prints, .. })) => {
                prints.push_str(line);
                prints.push('\n');
            }
            (None, _) => bail!("`{line}` is printed by no command"),
        }
    }
    Ok(())
}
