// Ids of records as src/api/identifiers.cpp seals them:
//   node server_ids.mjs SECRET TYPE COUNTY FIRST LAST HOW_MANY   prints as many, of keys spread evenly from first to last
import { createCipheriv } from 'node:crypto'

const [secret, type, county, first, last, many] = process.argv.slice(2)
const cipher = createCipheriv('aes-128-ecb', Buffer.from(secret, 'base64url'), null).setAutoPadding(false)
let mark = 2166136261
for (const byte of Buffer.from(type)) mark = Math.imul(mark ^ byte, 16777619) >>> 0
const step = (Number(last) - Number(first) + 1) / Number(many)
const lines = []
for (let i = 0; i < Number(many); i++) {
  // By a stride that meets each once: neighbours are not asked one after the other.
  const place = (i * 7919) % Number(many)
  const block = Buffer.alloc(16)
  block.writeUInt32LE(mark, 0)
  block.writeUInt32LE(Number(county), 4)
  block.writeBigInt64LE(BigInt(Number(first) + Math.floor(place * step)), 8)
  lines.push(cipher.update(block).toString('base64url'))
}
console.log(lines.join('\n'))
