export { clusterTexts } from './clusters.js'
export { sameText } from './likeness.js'
export { addedWords, sharedWords } from './shared.js'
export { type Signature, signatureOf } from './signature.js'
