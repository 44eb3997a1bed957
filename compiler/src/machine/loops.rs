//! The loops of a function, in its code.

use cranelift_codegen::binemit::CodeOffset;

/// A loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loop {
    /// Offset of its header.
    pub header: CodeOffset,
    /// Bytes of its blocks; of the loops in it, only the headers count.
    pub bytes: u32,
}

/// The loops of code. Blocks and the edges between them are given by the offsets of the blocks. An edge
/// back in the code closes a loop.
pub fn find(
    blocks: &[CodeOffset],
    edges: &[(CodeOffset, CodeOffset)],
    code_bytes: u32,
) -> Vec<Loop> {
    if edges.iter().all(|&(from, to)| to > from) {
        return Vec::new();
    }
    let mut blocks = blocks.to_vec();
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
            let block = outer(&mut outermost, block);
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
    for (block, header) in around.iter().enumerate() {
        if let Some(header) = *header {
            loop_bytes[header] += bytes(block);
        }
    }
    headers
        .iter()
        .map(|&header| Loop {
            header: blocks[header],
            bytes: loop_bytes[header],
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
fn outer(outermost: &mut [usize], mut block: usize) -> usize {
    while outermost[block] != block {
        outermost[block] = outermost[outermost[block]];
        block = outermost[block];
    }
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(
        blocks: &[CodeOffset],
        edges: &[(CodeOffset, CodeOffset)],
        code_bytes: u32,
    ) -> Vec<(CodeOffset, u32)> {
        let loops = find(blocks, edges, code_bytes);
        loops.iter().map(|it| (it.header, it.bytes)).collect()
    }

    #[test]
    fn code_without_loops() {
        assert_eq!(found(&[0, 20, 50], &[(0, 20), (20, 50)], 60), []);
        assert_eq!(found(&[], &[], 60), []);
    }

    #[test]
    fn loops_and_the_loops_in_them() {
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
        assert_eq!(found(&blocks, &edges, 150), [(110, 30), (20, 30), (10, 80)]);
    }

    #[test]
    fn edges_back_that_close_no_loop() {
        // Two blocks that lie behind their successors, and jump into each other's loop.
        let blocks = [0, 10, 20, 30, 40];
        let edges = [(0, 30), (30, 10), (10, 40), (40, 20), (20, 30), (40, 10)];
        assert!(found(&blocks, &edges, 50).len() < blocks.len());
    }
}
