import { gzipSync } from 'node:zlib'

/** What a first visit of the reading page costs on the line, and what it may: 1.25 × the gzipped text + 25 kB. */
export async function firstVisit(
  site: string,
  path: string,
  text: string,
): Promise<{ bytes: number; allowed: number }> {
  const page = await get(site, path)
  const names = [...page.text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(match => match[1]!)
  const seen = new Map<string, number>()
  // A script may bring others.
  for (let name = names.pop(); name !== undefined; name = names.pop()) {
    if (seen.has(name)) continue
    const { bytes, text } = await get(site, name)
    seen.set(name, bytes)
    for (const [, part] of text.matchAll(/(?:from|import)\s*\(?["']\.\/([\w-]+\.js)["']/g))
      names.push(`/assets/${part}`)
  }
  const bytes = [...seen.values()].reduce((sum, size) => sum + size, page.bytes)
  return { bytes, allowed: Math.round(1.25 * gzipSync(text).length + 25_000) }
}

/** Bodies alone: headers are the same few hundred bytes for everybody. */
async function get(site: string, path: string): Promise<{ bytes: number; text: string }> {
  const response = await fetch(site + path, { headers: { 'accept-encoding': 'br' } })
  if (!response.ok) throw new Error(`${path}: ${response.status}`)
  const { default: http } = await import('node:http')
  const bytes = await new Promise<number>((resolve, reject) => {
    http
      .get(site + path, { headers: { 'accept-encoding': 'br' } }, answer => {
        let size = 0
        answer.on('data', part => {
          size += part.length
        })
        answer.on('end', () => resolve(size))
      })
      .on('error', reject)
  })
  return { bytes, text: await response.text() }
}
