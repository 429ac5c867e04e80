// Writes .br and .gz beside every file a browser loads, once, so that the server never compresses.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

function each(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? each(path) : [path]
  })
}
for (const path of each('dist')) {
  if (!/\.(html|js|css|svg|json)$/.test(path)) continue
  const bytes = readFileSync(path)
  if (bytes.length < 512) continue
  writeFileSync(path + '.gz', gzipSync(bytes, { level: 9 }))
  writeFileSync(path + '.br', brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }))
}
