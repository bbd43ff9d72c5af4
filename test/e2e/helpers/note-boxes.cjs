// Preloaded into the app by tests: says on standard output what would be a native box, which nobody could close.
const replace = () => {
  try {
    const { dialog } = require('electron')
    dialog.showErrorBox = (title, content) => console.log(`BOX ${JSON.stringify({ title, content })}`)
  } catch {
    setImmediate(replace)
  }
}
setImmediate(replace)
