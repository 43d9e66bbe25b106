// Which keys of a file come back, known before the file is read for good. Keys are kept as 32-bit
// hashes in one flat table (4 bytes a slot, at most three in four taken), because millions of strings would not fit.
// Two keys of one hash are taken for one: each is then only treated with more care than it needs.

/** FNV-1a over UTF-16 units. 0 marks an empty slot, so it is never given out. */
export function hash32(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0 || 1;
}

export type Seen = {
  /** True when the hash was there already. */
  add(hash: number): boolean;
  has(hash: number): boolean;
};

export function seen(): Seen {
  let table = new Uint32Array(1 << 12);
  let size = 0;
  const slot = (within: Uint32Array, hash: number) => {
    let at = Math.imul(hash, 0x9e3779b1) >>> 0;
    for (at %= within.length; within[at] !== 0 && within[at] !== hash; at += 1) {
      if (at === within.length - 1) at = -1;
    }
    return at;
  };
  return {
    has: (hash) => table[slot(table, hash)] === hash,
    add(hash) {
      const at = slot(table, hash);
      if (table[at] === hash) return true;
      table[at] = hash;
      size += 1;
      if (size * 4 > table.length * 3) {
        const wider = new Uint32Array(table.length * 2);
        for (const kept of table) if (kept !== 0) wider[slot(wider, kept)] = kept;
        table = wider;
      }
      return false;
    },
  };
}
