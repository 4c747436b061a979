// SPDX-License-Identifier: Apache-2.0
// The keys of the list, told and switched off; / goes to the search and ? here.
import { useEffect, useState } from 'preact/hooks'
import { Dialog } from '../ui/actions'
import { words } from '../words'
import { isFree, keysOn, switchKeys } from './keys'

export function KeysHelp() {
  const text = words().buyer.keys
  const [open, setOpen] = useState(false)
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!isFree(event)) return
      if (event.key === '?') setOpen(true)
      else if (event.key === '/') document.querySelector<HTMLInputElement>('[data-filter=text]')?.focus()
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [])
  return (
    <>
      <button type="button" class="plain keys-help" onClick={() => setOpen(true)}>
        {text.title}
      </button>
      <Dialog title={text.title} open={open} onClose={() => setOpen(false)}>
        <table>
          <tbody>
            {text.list.map(([key, what]) => (
              <tr key={key}>
                <th scope="row">
                  <kbd>{key}</kbd>
                </th>
                <td>{what}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <p>
          <label>
            <input type="checkbox" checked={keysOn.value} onChange={(event) => switchKeys(event.currentTarget.checked)} /> {text.on}
          </label>
        </p>
      </Dialog>
    </>
  )
}
