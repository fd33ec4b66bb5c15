export { type Suggestion, suggestThemes, type Text } from './suggest.js'
