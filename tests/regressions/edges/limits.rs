//! Sizes and operands that are likely to be taken wrongly.

/// Bytes of a memory that end with no page of any machine.
pub const UNEVEN: u64 = 70_001;
/// Bytes of a page, unless its memory says otherwise.
pub const PAGE: u64 = 1 << 16;
/// Where indices and counts may be wrong by one, beside the end of a memory or table.
pub const EDGES: [u128; 4] = [0, 1 << 32, 1 << 63, 1 << 64];

/// Starts and counts of an operation on something of this size.
pub fn operands(address: &str, size: u64) -> Vec<u64> {
    let edges = EDGES.into_iter().chain([size.into()]);
    let numbers = edges.flat_map(|edge| [edge.wrapping_sub(1), edge, edge + 1]);
    let mut numbers: Vec<u64> = numbers.map(|number| number as u64).collect();
    numbers.push(size.saturating_sub(9));
    numbers.retain(|&number| address == "i64" || number <= u32::MAX.into());
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// Whether `start + count` is within the size.
pub fn fits(start: u64, count: u64, size: u64) -> bool {
    u128::from(start) + u128::from(count) <= u128::from(size)
}
