//! Where a function should start, so that its loops lie well.
//!
//! Processors fetch instructions, and keep decoded ones, by aligned windows. A short loop that begins
//! late in one takes a window more for each iteration. Cranelift cannot align a block, but on x86-64
//! a function may start anywhere.

use cranelift_codegen::binemit::CodeOffset;

/// Bytes of a window.
const WINDOW: u32 = 32;
/// How often a loop runs for each iteration of the loop around it, by estimate.
const ITERATIONS: u64 = 8;
/// The estimate stops here, so that costs fit in 64 bits.
const MOST_DEPTH: u32 = 8;

/// A loop without loops in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Loop {
    /// Offset of its header.
    header: CodeOffset,
    /// Bytes of its blocks.
    bytes: u32,
    /// How many loops are around it.
    depth: u32,
}

/// How many bytes after the start of a window a function should start: a multiple of `unit`. Blocks
/// and the edges between them are given by the offsets of the blocks. Where nothing speaks for a
/// place, it is 0.
pub fn best_start(
    blocks: &[CodeOffset],
    edges: &[(CodeOffset, CodeOffset)],
    code_bytes: u32,
    unit: u32,
) -> u32 {
    let loops = innermost_loops(blocks, edges, code_bytes);
    if loops.is_empty() {
        return 0;
    }
    let starts = (0..WINDOW).step_by(unit.max(1) as usize);
    starts
        .min_by_key(|&start| loops.iter().map(|it| cost(it, start)).sum::<u64>())
        .unwrap_or(0)
}

/// How many windows a loop takes beyond what its size needs, as a share of those, times how often it
/// runs.
fn cost(it: &Loop, start: u32) -> u64 {
    const SCALE: u64 = 1 << 16;
    let needed = u64::from(it.bytes.div_ceil(WINDOW).max(1));
    let taken = u64::from(((start + it.header) % WINDOW + it.bytes).div_ceil(WINDOW));
    let weight = SCALE * ITERATIONS.pow(it.depth.min(MOST_DEPTH));
    weight * taken.saturating_sub(needed) / needed
}

/// The loops that have no loops in them. An edge back in the code closes a loop.
fn innermost_loops(
    starts: &[CodeOffset],
    edges: &[(CodeOffset, CodeOffset)],
    code_bytes: u32,
) -> Vec<Loop> {
    if edges.iter().all(|&(from, to)| to > from) {
        return Vec::new();
    }
    let mut blocks = starts.to_vec();
    blocks.sort_unstable();
    blocks.dedup();
    let predecessors = predecessors(&blocks, edges);
    // For each block, the header of the innermost loop around it.
    let mut around = vec![None; blocks.len()];
    // For each block, a way to the header of the outermost loop found so far.
    let mut outermost: Vec<usize> = (0..blocks.len()).collect();
    let mut headers = Vec::new();
    let mut work = Vec::new();
    // Inner loops begin later.
    for header in (0..blocks.len()).rev() {
        work.extend(predecessors[header].iter().filter(|&&from| from >= header));
        if work.is_empty() {
            continue;
        }
        headers.push(header);
        while let Some(block) = work.pop() {
            let block = find(&mut outermost, block);
            // An edge back need not close a loop: blocks may lie elsewhere.
            if block > header {
                outermost[block] = header;
                around[block] = Some(header);
                work.extend(&predecessors[block]);
            }
        }
    }
    let bytes = |block: usize| match blocks.get(block + 1) {
        Some(next) => next - blocks[block],
        None => code_bytes.saturating_sub(blocks[block]),
    };
    let mut loop_bytes: Vec<u32> = (0..blocks.len()).map(bytes).collect();
    let mut innermost = vec![true; blocks.len()];
    for (block, header) in around.iter().enumerate() {
        if let Some(header) = *header {
            loop_bytes[header] += bytes(block);
        }
    }
    for &header in &headers {
        if let Some(outer) = around[header] {
            innermost[outer] = false;
        }
    }
    headers
        .iter()
        .filter(|&&header| innermost[header])
        .map(|&header| Loop {
            header: blocks[header],
            bytes: loop_bytes[header],
            depth: std::iter::successors(around[header], |&outer| around[outer])
                .take(MOST_DEPTH as usize)
                .count() as u32,
        })
        .collect()
}

/// The blocks from which edges lead to each block.
fn predecessors(blocks: &[CodeOffset], edges: &[(CodeOffset, CodeOffset)]) -> Vec<Vec<usize>> {
    let mut predecessors = vec![Vec::new(); blocks.len()];
    for (from, to) in edges {
        if let (Ok(from), Ok(to)) = (blocks.binary_search(from), blocks.binary_search(to)) {
            predecessors[to].push(from);
        }
    }
    predecessors
}

/// The header of the outermost loop around a block, and shortens the way to it.
fn find(outermost: &mut [usize], mut block: usize) -> usize {
    while outermost[block] != block {
        outermost[block] = outermost[outermost[block]];
        block = outermost[block];
    }
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A loop of 30 bytes that begins at 20, around nothing.
    const SHORT: (&[CodeOffset], &[(CodeOffset, CodeOffset)]) =
        (&[0, 20, 50], &[(0, 20), (20, 20), (20, 50)]);

    #[test]
    fn short_loop_lies_in_one_window() {
        let (blocks, edges) = SHORT;
        let start = best_start(blocks, edges, 60, 1);
        assert_eq!((start + 20) / WINDOW, (start + 49) / WINDOW);
    }

    #[test]
    fn constants_stay_aligned() {
        let (blocks, edges) = SHORT;
        assert_eq!(best_start(blocks, edges, 60, 16) % 16, 0);
        assert_eq!(best_start(blocks, edges, 60, 64), 0);
    }

    #[test]
    fn nothing_moves_for_nothing() {
        let no_loop = [(0, 20), (20, 50)];
        assert_eq!(best_start(&[0, 20, 50], &no_loop, 60, 1), 0);
        let fits = [(0, 4), (4, 4), (4, 20)];
        assert_eq!(best_start(&[0, 4, 20], &fits, 60, 1), 0);
        assert_eq!(best_start(&[], &[], 60, 1), 0);
    }

    #[test]
    fn inner_loop_counts_more() {
        // Around the loop of 30 bytes lies one from 10 to 90; behind them one of 30 bytes at 110.
        let blocks = [0, 10, 20, 50, 90, 110, 140];
        let edges = [
            (0, 10),
            (10, 20),
            (20, 20),
            (20, 50),
            (50, 10),
            (50, 90),
            (90, 110),
            (110, 110),
            (110, 140),
        ];
        let start = best_start(&blocks, &edges, 150, 1);
        assert_eq!((start + 20) / WINDOW, (start + 49) / WINDOW);
        let loops = innermost_loops(&blocks, &edges, 150);
        let found = loops.iter().map(|it| (it.header, it.bytes, it.depth));
        assert_eq!(found.collect::<Vec<_>>(), [(110, 30, 0), (20, 30, 1)]);
    }

    #[test]
    fn edges_back_that_close_no_loop() {
        // Two blocks that lie behind their successors, and jump into each other's loop.
        let blocks = [0, 10, 20, 30, 40];
        let edges = [(0, 30), (30, 10), (10, 40), (40, 20), (20, 30), (40, 10)];
        assert!(best_start(&blocks, &edges, 50, 1) < WINDOW);
    }
}
