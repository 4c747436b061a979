// SPDX-License-Identifier: Apache-2.0
// Small things that people do: copy a text, confirm what cannot be undone.
import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { words } from '../words'
import { Notice } from './notice'

// A browser has no clipboard for pages without TLS, and may refuse it.
async function copied(text: string): Promise<void> {
  await navigator.clipboard.writeText(text)
}

export function Copy(props: { text: string }) {
  const [said, setSaid] = useState('')
  return (
    <button
      type="button"
      onClick={() =>
        void copied(props.text).then(
          () => setSaid(words().copied),
          () => setSaid(words().copyFailed),
        )
      }
    >
      {words().copy}
      <span class="quiet" role="status">
        {said}
      </span>
    </button>
  )
}

// A key or a link that is shown this once.
export function Once(props: { title: string; lead: string; text: string }) {
  return (
    <Notice kind="good">
      <p>
        <strong>{props.title}</strong>
      </p>
      <p>{props.lead}</p>
      <p class="link-text">{props.text}</p>
      <Copy text={props.text} />
    </Notice>
  )
}

// A dialog of the browser itself: it keeps the focus inside and closes by Escape. It begins at its first field, where it has one.
export function Dialog(props: { title: string; open: boolean; onClose: () => void; children: ComponentChildren }) {
  const element = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (props.open && !element.current?.open) {
      element.current?.showModal()
      element.current?.querySelector<HTMLElement>('input:enabled, select:enabled, textarea:enabled')?.focus()
    }
    if (!props.open && element.current?.open) element.current.close()
  }, [props.open])
  return (
    <dialog ref={element} aria-label={props.title} onClose={props.onClose}>
      {props.open && (
        <>
          <div class="dialog-head">
            <h2>{props.title}</h2>
            <button type="button" class="plain" onClick={props.onClose}>
              {words().close}
            </button>
          </div>
          {props.children}
        </>
      )}
    </dialog>
  )
}
