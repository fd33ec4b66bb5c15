export { type Suggestion, suggestThemes, type Text } from './themes/index.js'
