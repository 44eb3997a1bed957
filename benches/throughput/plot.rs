//! A bar chart as an SVG file.

use crate::times::Estimate;
use std::fmt::Write;

/// Height of a row, and the width of one unit, in pixels.
const ROW: usize = 18;
const UNIT: f64 = 260.0;
/// Width of the names.
const NAMES: f64 = 190.0;

/// A bar for each value with its interval, and a line at 1.
pub fn bars(values: &[(&str, Estimate)], title: &str) -> String {
    let widest = values.iter().map(|it| it.1.high).fold(1.0, f64::max);
    let width = NAMES + UNIT * widest + 70.0;
    let height = ROW * (values.len() + 2);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height}\" \
         font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n\
         <text x=\"{NAMES:.0}\" y=\"14\">{title}</text>\n"
    );
    for (index, (name, value)) in values.iter().enumerate() {
        let top = ROW * (index + 1) + 4;
        let middle = top + ROW / 2 - 2;
        let color = if value.median < 1.0 {
            "#d08770"
        } else {
            "#5e81ac"
        };
        let x = |value: f64| NAMES + UNIT * value;
        writeln!(
            svg,
            "<text x=\"{:.0}\" y=\"{}\" text-anchor=\"end\">{name}</text>\
             <rect x=\"{NAMES}\" y=\"{top}\" width=\"{:.1}\" height=\"{}\" fill=\"{color}\"/>\
             <line x1=\"{:.1}\" x2=\"{:.1}\" y1=\"{middle}\" y2=\"{middle}\" stroke=\"black\"/>\
             <text x=\"{:.1}\" y=\"{}\">{:.2}</text>",
            NAMES - 6.0,
            top + 11,
            UNIT * value.median,
            ROW - 4,
            x(value.low),
            x(value.high),
            x(value.high) + 6.0,
            top + 11,
            value.median
        )
        .expect("a string takes everything");
    }
    let one = NAMES + UNIT;
    writeln!(
        svg,
        "<line x1=\"{one}\" x2=\"{one}\" y1=\"{ROW}\" y2=\"{height}\" stroke=\"black\" stroke-dasharray=\"3\"/>\n</svg>"
    )
    .expect("a string takes everything");
    svg
}
