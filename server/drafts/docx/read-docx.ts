import type { Outline } from '../outline.js'
export async function readDocx(_bytes: Uint8Array): Promise<Outline> { throw new Error('todo') }
