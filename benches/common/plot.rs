//! Charts as SVG files.
#![allow(dead_code, reason = "each benchmark uses a part")]

use std::fmt::Write;

/// Height of a row, and the width of one unit, in pixels.
const ROW: usize = 18;
const UNIT: f64 = 260.0;
/// Width of the names.
const NAMES: f64 = 190.0;

/// A value and the ends of its interval.
#[derive(Clone, Copy)]
pub struct Bar {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// A bar for each value with its interval, and a line at 1.
pub fn bars(values: &[(&str, Bar)], title: &str) -> String {
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
        let color = if value.value < 1.0 {
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
            UNIT * value.value,
            ROW - 4,
            x(value.low),
            x(value.high),
            x(value.high) + 6.0,
            top + 11,
            value.value
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

/// Curves over the same axis, both axes logarithmic.
pub struct Panel<'a> {
    pub title: &'a str,
    /// What the numbers on the axes count.
    pub units: [&'a str; 2],
    /// Each with its name and its points.
    pub curves: Vec<(&'a str, Vec<[f64; 2]>)>,
}

/// Width and height of a panel, and the room around it for numbers, in pixels.
const PANEL: [f64; 2] = [330.0, 260.0];
const ROOM: f64 = 60.0;
const COLORS: [&str; 4] = ["#5e81ac", "#d08770", "#a3be8c", "#b48ead"];

/// The panels, side by side.
pub fn panels(panels: &[Panel<'_>]) -> String {
    let width = (PANEL[0] + 2.0 * ROOM) * panels.len() as f64;
    let height = PANEL[1] + 2.0 * ROOM;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
    );
    for (index, panel) in panels.iter().enumerate() {
        let left = (PANEL[0] + 2.0 * ROOM) * index as f64 + ROOM;
        svg += &format!("<g transform=\"translate({left:.0} {ROOM:.0})\">\n");
        svg += &one_panel(panel);
        svg += "</g>\n";
    }
    svg + "</svg>\n"
}

fn one_panel(panel: &Panel<'_>) -> String {
    let decades = [0, 1].map(|axis| {
        let points = panel.curves.iter().flat_map(|it| &it.1);
        let logarithms = points.map(|point| point[axis].log10());
        let (low, high) = logarithms.fold((f64::MAX, f64::MIN), |(low, high), it| {
            (low.min(it), high.max(it))
        });
        [low.floor(), high.ceil()]
    });
    let place = |axis: usize, logarithm: f64| {
        let [low, high] = decades[axis];
        let part = (logarithm - low) / (high - low).max(1.0);
        PANEL[axis] * if axis == 0 { part } else { 1.0 - part }
    };
    let [right, bottom] = PANEL;
    let mut svg = format!("<text x=\"0\" y=\"-30\">{}</text>\n", panel.title);
    for axis in [0, 1] {
        let [low, high] = decades[axis].map(|it| it as i32);
        for decade in low..=high {
            let at = place(axis, decade.into());
            let number = format!("{} {}", 10f64.powi(decade), panel.units[axis]);
            svg += &match axis {
                0 => format!(
                    "<line x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"0\" y2=\"{bottom}\" stroke=\"#ddd\"/>\
                     <text x=\"{at:.1}\" y=\"{}\" text-anchor=\"middle\">{number}</text>\n",
                    bottom + 18.0
                ),
                _ => format!(
                    "<line x1=\"0\" x2=\"{right}\" y1=\"{at:.1}\" y2=\"{at:.1}\" stroke=\"#ddd\"/>\
                     <text x=\"-6\" y=\"{:.1}\" text-anchor=\"end\">{number}</text>\n",
                    at + 4.0
                ),
            };
        }
    }
    for (index, (name, points)) in panel.curves.iter().enumerate() {
        let color = COLORS[index % COLORS.len()];
        let points: Vec<[f64; 2]> = points
            .iter()
            .map(|point| [place(0, point[0].log10()), place(1, point[1].log10())])
            .collect();
        let line: Vec<String> = points
            .iter()
            .map(|[x, y]| format!("{x:.1},{y:.1}"))
            .collect();
        svg += &format!(
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"2\"/>\n",
            line.join(" ")
        );
        for [x, y] in points {
            svg += &format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"{color}\"/>\n");
        }
        svg += &format!(
            "<text x=\"{}\" y=\"-10\" fill=\"{color}\">{name}</text>\n",
            90 * index
        );
    }
    svg
}
