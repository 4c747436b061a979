// SPDX-License-Identifier: Apache-2.0
// Saved views: filters, order and columns of the list under a name, one's own or the organisation's.
import { useEffect, useRef, useState } from 'preact/hooks'
import { useId } from '../ids'
import type { Schemas } from '../api'
import { viewForm, type ViewDraft } from '../forms'
import { savedViewAdd, savedViewGet, savedViewPut, savedViewRemove, useSavedViewList } from '../operations'
import { type Known, known, useAct, useKnown, useTouch } from '../queries'
import { useRights } from '../session'
import { shownOf, viewAddress, type Shown } from '../statuses'
import { Dialog } from '../ui/actions'
import { Confirm } from '../ui/confirm'
import { Form, TextField } from '../ui/form'
import { Loaded } from '../ui/loaded'
import { ProblemNotice } from '../ui/notice'
import { Conflict, useVersioned } from '../ui/versioned'
import { words } from '../words'
import { firstView, keepFirstView } from './asked'

type View = Schemas['SavedView']
type Go = (address: string) => void

function setFirst(id: string, first: boolean): void {
  if (first) keepFirstView(id)
  else if (isFirst(id)) keepFirstView('')
}

const isFirst = (id: string) => firstView() === id

function Check(props: { label: string; hint: string; checked: boolean; onChecked: (checked: boolean) => void }) {
  return (
    <div class="field">
      <label class="switch">
        <input type="checkbox" checked={props.checked} onChange={(event) => props.onChecked(event.currentTarget.checked)} /> {props.label}
      </label>
      <p class="field-hint">{props.hint}</p>
    </div>
  )
}

function Fields(props: { draft: ViewDraft; change: (part: Partial<ViewDraft>) => void; first: boolean; setFirst: (first: boolean) => void; error: unknown }) {
  const { draft, change } = props
  const text = words().buyer.views
  const may = useRights().has('buyer:write')
  return (
    <>
      <ProblemNotice error={props.error} known={['/name']} />
      <TextField label={text.name} value={draft.name} onValue={(name) => change({ name })} error={props.error} pointer="/name" autoComplete="off" />
      {may && <Check label={text.share} hint={text.shareHint} checked={draft.shared} onChecked={(shared) => change({ shared })} />}
      <Check label={text.first} hint={text.firstHint} checked={props.first} onChecked={props.setFirst} />
    </>
  )
}

function SaveNew(props: { shown: Shown; go: Go; onClose: () => void }) {
  const text = words().buyer.views
  const touch = useTouch()
  const [draft, setDraft] = useState<ViewDraft>({ name: '', shared: false })
  const [first, setIsFirst] = useState(false)
  const save = useAct(
    () => savedViewAdd({ body: { ...draft, ...props.shown } }),
    async (view) => {
      setFirst(view.saved_view, first)
      await touch(savedViewAdd)
      props.onClose()
      props.go(viewAddress(view))
    },
  )
  return (
    <Form busy={save.isPending} submit={text.submit} onSubmit={() => save.mutate(undefined)} onCancel={props.onClose}>
      <p>{text.lead}</p>
      <Fields draft={draft} change={(part) => setDraft((last) => ({ ...last, ...part }))} first={first} setFirst={setIsFirst} error={save.error} />
    </Form>
  )
}

function textsOf(draft: ViewDraft): [name: string, value: string][] {
  const text = words().buyer.views
  return [
    [text.name, draft.name],
    [text.share, draft.shared ? words().buyer.requirement.yes : words().buyer.requirement.no],
  ]
}

// `shown`: what the list shows now, where that is to be kept instead of what was.
function Edit(props: { start: Known<View>; shown: Shown | null; go: Go; onClose: () => void }) {
  const id = props.start!.data.saved_view
  const touch = useTouch()
  const [first, setIsFirst] = useState(() => isFirst(id))
  const form = useVersioned({
    start: props.start,
    load: () => known(savedViewGet.tagged({ saved_view: id })),
    draftOf: (view: Known<View>): ViewDraft => viewForm.draftOf(view!.data),
    send: (draft, view) => savedViewPut({ saved_view: id, body: { ...viewForm.inputOf(draft, view!.data), ...props.shown }, replaces: view?.tag ?? '' }),
    onSaved: async (view) => {
      setFirst(id, first)
      await touch(savedViewPut, { saved_view: id })
      props.onClose()
      props.go(viewAddress(view))
    },
  })
  return (
    <Form busy={form.busy} submit={words().save} onSubmit={form.submit} onCancel={props.onClose}>
      {form.theirs && (
        <Conflict mine={textsOf(form.draft)} theirs={textsOf(viewForm.draftOf(form.theirs.data))} onMine={form.keepMine} onTheirs={form.takeTheirs} />
      )}
      {props.shown && <p>{words().buyer.views.overwriteLead}</p>}
      <Fields draft={form.draft} change={(part) => form.setDraft((last) => ({ ...last, ...part }))} first={first} setFirst={setIsFirst} error={form.error} />
    </Form>
  )
}

// The view as it is now, not as the list of views showed it.
function EditKnown(props: { view: string; shown: Shown | null; go: Go; onClose: () => void }) {
  const view = useKnown(savedViewGet, { saved_view: props.view }, { fresh: true })
  return <Loaded query={view}>{(found) => (found ? <Edit start={found} {...props} /> : <p>{words().buyer.views.gone}</p>)}</Loaded>
}

function Remove(props: { view: View; go: Go }) {
  const { saved_view: id, name } = props.view
  const text = words().buyer.views
  const touch = useTouch()
  return (
    <Confirm
      label={text.remove}
      kind=""
      lead={text.removeLead(name)}
      action={async () => {
        const { tag } = await savedViewGet.tagged({ saved_view: id })
        await savedViewRemove({ saved_view: id, replaces: tag })
        setFirst(id, false)
        props.go('/suppliers')
        await touch(savedViewRemove)
      }}
    />
  )
}

function Options(props: { views: View[]; label: string }) {
  if (props.views.length === 0) return null
  return (
    <optgroup label={props.label}>
      {props.views.map((view) => (
        <option key={view.saved_view} value={view.saved_view}>
          {view.name}
        </option>
      ))}
    </optgroup>
  )
}

type Open = 'new' | 'rename' | 'overwrite' | null

export function Views(props: { search: URLSearchParams; columns: string[]; go: Go }) {
  const { search, go } = props
  const text = words().buyer.views
  const may = useRights().has('buyer:write')
  const list = useSavedViewList()
  const id = useId()
  const [open, setOpen] = useState<Open>(null)
  const views = list.data?.items ?? []
  const here = views.find(({ saved_view }) => saved_view === search.get('view'))
  const shown = shownOf(search, props.columns)
  const differs = here !== undefined && JSON.stringify(shownOf(new URLSearchParams(viewAddress(here).split('?')[1]), props.columns)) !== JSON.stringify(shown)
  const close = () => setOpen(null)
  return (
    <div class="views">
      <div class="field">
        <label for={id}>{text.title}</label>
        <select
          id={id}
          value={here?.saved_view ?? ''}
          onChange={(event) => {
            const chosen = views.find(({ saved_view }) => saved_view === event.currentTarget.value)
            go(chosen ? viewAddress(chosen) : '/suppliers')
          }}
        >
          <option value="">{text.none}</option>
          <Options label={text.own} views={views.filter(({ own, shared }) => own && !shared)} />
          <Options label={text.shared} views={views.filter(({ shared }) => shared)} />
        </select>
      </div>
      {differs && <span class="aside">{text.changed}</span>}
      <span class="form-actions">
        {here && (here.own || may) && (
          <>
            {differs && (
              <button type="button" onClick={() => setOpen('overwrite')}>
                {text.overwrite}
              </button>
            )}
            <button type="button" onClick={() => setOpen('rename')}>
              {text.edit}
            </button>
            <Remove view={here} go={go} />
          </>
        )}
        <button type="button" onClick={() => setOpen('new')}>
          {here ? text.saveAs : text.save}
        </button>
      </span>
      <ProblemNotice error={list.error} />
      <Dialog title={open === 'new' ? text.saveTitle : text.editTitle} open={open !== null} onClose={close}>
        {open === 'new' && <SaveNew shown={shown} go={go} onClose={close} />}
        {here && open !== null && open !== 'new' && <EditKnown view={here.saved_view} shown={open === 'overwrite' ? shown : null} go={go} onClose={close} />}
      </Dialog>
    </div>
  )
}

// Where the list is opened by its bare address, this browser's first view; whether it is still being looked for.
export function useFirstView(search: URLSearchParams, go: Go): boolean {
  const wanted = useRef(search.size === 0 ? firstView() : null)
  const list = useSavedViewList({}, { enabled: wanted.current !== null })
  const [waits, setWaits] = useState(wanted.current !== null)
  useEffect(() => {
    if (!waits || list.isPending) return
    const first = list.data?.items.find(({ saved_view }) => saved_view === wanted.current)
    if (first) go(viewAddress(first))
    else if (list.data) keepFirstView('')
    setWaits(false)
  }, [list.isPending])
  return waits
}
