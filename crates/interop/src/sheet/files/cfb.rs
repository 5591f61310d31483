//! The compound file (OLE) around an old Excel book: a small file system of sectors. Every chain is bounded
//! by the size of the file, so a ring or a wild pointer ends in "damaged".
use crate::sheet::refused::Refused;

const END: u32 = 0xFFFF_FFFA; // from here on: no sector
const HEADER_ENTRIES: usize = 109;

struct Entry {
    name: String,
    start: u32,
    size: usize,
}

pub struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    mini_sector: usize,
    mini_cutoff: usize,
    mini_stream: Vec<u8>,
    entries: Vec<Entry>,
}

impl<'a> Compound<'a> {
    pub fn open(bytes: &'a [u8]) -> Result<Self, Refused> {
        let shift = u16_at(bytes, 0x1E).ok_or(Refused::Damaged)?;
        let mini_shift = u16_at(bytes, 0x20).ok_or(Refused::Damaged)?;
        if !(7..=16).contains(&shift) || !(2..=12).contains(&mini_shift) {
            return Err(Refused::Damaged);
        }
        let mut compound = Self {
            bytes,
            sector: 1 << shift,
            fat: Vec::new(),
            mini_fat: Vec::new(),
            mini_sector: 1 << mini_shift,
            mini_cutoff: usize_at(bytes, 0x38)?,
            mini_stream: Vec::new(),
            entries: Vec::new(),
        };
        compound.read_fat()?;
        let mini_fat = compound.chain(u32_at(bytes, 0x3C).ok_or(Refused::Damaged)?)?;
        compound.mini_fat = numbers(&mini_fat);
        compound.read_entries()?;
        if let Some((start, size)) = compound.entries.first().map(|root| (root.start, root.size)) {
            compound.mini_stream = compound.chain(start)?;
            compound.mini_stream.truncate(size);
        }
        Ok(compound)
    }

    pub fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name == name)
    }

    pub fn stream(&self, name: &str) -> Result<Option<Vec<u8>>, Refused> {
        let Some(entry) = self.entries.iter().skip(1).find(|entry| entry.name == name) else {
            return Ok(None);
        };
        let mut data = if entry.size < self.mini_cutoff {
            self.mini_chain(entry.start)?
        } else {
            self.chain(entry.start)?
        };
        if data.len() < entry.size {
            return Err(Refused::Damaged);
        }
        data.truncate(entry.size);
        Ok(Some(data))
    }

    fn sector_at(&self, number: u32) -> Option<&'a [u8]> {
        let start = usize::try_from(number).ok()?.checked_add(1)?.checked_mul(self.sector)?;
        let end = start.checked_add(self.sector)?.min(self.bytes.len());
        self.bytes.get(start..end).filter(|sector| !sector.is_empty())
    }

    fn read_fat(&mut self) -> Result<(), Refused> {
        let most = self.bytes.len() / self.sector + 1;
        let mut sectors: Vec<u32> =
            (0..HEADER_ENTRIES).filter_map(|i| u32_at(self.bytes, 0x4C + 4 * i)).collect();
        let mut next = u32_at(self.bytes, 0x44).ok_or(Refused::Damaged)?;
        let mut steps = 0;
        while next < END {
            steps += 1;
            let more = numbers(self.sector_at(next).filter(|_| steps <= most).ok_or(Refused::Damaged)?);
            let (last, more) = more.split_last().ok_or(Refused::Damaged)?;
            sectors.extend(more);
            next = *last;
        }
        for sector in sectors.into_iter().filter(|sector| *sector < END).take(most) {
            self.fat.extend(numbers(self.sector_at(sector).ok_or(Refused::Damaged)?));
        }
        Ok(())
    }

    fn chain(&self, start: u32) -> Result<Vec<u8>, Refused> {
        let mut data = Vec::new();
        let mut at = start;
        while at < END {
            data.extend_from_slice(self.sector_at(at).ok_or(Refused::Damaged)?);
            if data.len() > self.bytes.len() + self.sector {
                return Err(Refused::Damaged);
            }
            at = *self.fat.get(usize::try_from(at).unwrap_or(usize::MAX)).ok_or(Refused::Damaged)?;
        }
        Ok(data)
    }

    fn mini_chain(&self, start: u32) -> Result<Vec<u8>, Refused> {
        let mut data = Vec::new();
        let mut at = start;
        while at < END {
            let number = usize::try_from(at).unwrap_or(usize::MAX);
            let from = number.checked_mul(self.mini_sector).ok_or(Refused::Damaged)?;
            let to = from.saturating_add(self.mini_sector).min(self.mini_stream.len());
            data.extend_from_slice(
                self.mini_stream.get(from..to).filter(|s| !s.is_empty()).ok_or(Refused::Damaged)?,
            );
            if data.len() > self.mini_stream.len() + self.mini_sector {
                return Err(Refused::Damaged);
            }
            at = *self.mini_fat.get(number).ok_or(Refused::Damaged)?;
        }
        Ok(data)
    }

    fn read_entries(&mut self) -> Result<(), Refused> {
        let directory = self.chain(u32_at(self.bytes, 0x30).ok_or(Refused::Damaged)?)?;
        for entry in directory.chunks_exact(128) {
            let letters = usize::from(u16_at(entry, 64).unwrap_or(0)).saturating_sub(2).min(62) / 2;
            let name: Vec<u16> = (0..letters).filter_map(|i| u16_at(entry, 2 * i)).collect();
            self.entries.push(Entry {
                name: String::from_utf16_lossy(&name),
                start: u32_at(entry, 116).unwrap_or(u32::MAX),
                size: usize_at(entry, 120)?,
            });
        }
        if self.entries.is_empty() { Err(Refused::Damaged) } else { Ok(()) }
    }
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).filter_map(|four| u32_at(four, 0)).collect()
}

pub fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

pub fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn usize_at(bytes: &[u8], at: usize) -> Result<usize, Refused> {
    u32_at(bytes, at).and_then(|n| usize::try_from(n).ok()).ok_or(Refused::Damaged)
}
