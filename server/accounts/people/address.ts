import { domainToASCII } from 'node:url'

/** RFC 5321, section 4.5.3.1: 64 octets before the @, and 254 for what a server accepts as a whole. */
const LONGEST = 254
const LONGEST_LOCAL = 64

/**
 * An e-mail address as it is kept and written to: lower case, the domain in its ASCII form; null where it is none.
 * Addresses in other scripts (RFC 6531) are welcome. Quoted local parts and address literals are not: nobody has one,
 * and they are how headers are forged.
 */
export function readAddress(typed: string): string | null {
  const address = typed.trim().normalize('NFC').toLowerCase()
  const [, local, domain] = /^([^\s\p{C}@<>()[\],;:\\"]+)@([^\s\p{C}@<>()[\],;:\\"]+)$/u.exec(address) ?? []
  if (local === undefined || domain === undefined) return null
  if (local.startsWith('.') || local.endsWith('.') || local.includes('..')) return null
  const ascii = domainToASCII(domain)
  if (!/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/.test(ascii) || /\.[0-9]+$/.test(ascii)) return null
  if (Buffer.byteLength(local) > LONGEST_LOCAL || Buffer.byteLength(local) + 1 + ascii.length > LONGEST) return null
  return `${local}@${ascii}`
}
