/** The program that compares many comments apart from the server (comparing.ts starts it): one answer, then it is ended. */
import { compareHere } from './compare-here.js'
import type { Text } from './store.js'

process.on('disconnect', () => process.exit())
// Ctrl-C is for the server.
process.on('SIGINT', () => {})
process.on('message', (texts: Text[]) => {
  process.send?.(compareHere(texts))
})
