// SPDX-License-Identifier: Apache-2.0
// The hooks of operations.ts: what is read is kept until a change touches it; what is changed makes stale what it touches.
import { QueryClient, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/preact-query'
import { type Answer, type Arguments, type Input, type Operation, type OperationId, Problem, problemOf, type Tagged } from './api'
import { useLatest } from './latest'
import { toItsEnd } from './lists'
import { HELD, keyOf, movedBy, type Named, touches } from './query-keys'

export function makeClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // What the server refused it refuses again; what was busy or lost may come.
        retry: (count, error) => count < 2 && (!(error instanceof Problem) || error.status === 503 || error.status === 429),
        refetchOnWindowFocus: false,
      },
    },
  })
}

// `enabled`: false as long as the input is not known. `lasting`: it never changes. `every`: milliseconds until it is read
// anew, false for no more.
type Reading<T> = { enabled?: boolean; lasting?: boolean; every?: (known: T | undefined) => number | false }

type Parameters<O extends OperationId> = Record<string, unknown> & Input<O>
type Asked<O extends OperationId> = object extends Input<O> ? [input?: Input<O>, how?: Reading<Answer<O>>] : [input: Input<O>, how?: Reading<Answer<O>>]

function options<T>(how: Reading<T> | undefined) {
  return {
    enabled: how?.enabled ?? true,
    ...(how?.lasting && { staleTime: Infinity }),
    ...(how?.every && { refetchInterval: (query: { state: { data?: T | undefined } }) => how.every!(query.state.data) }),
  }
}

// A list without a limit is read to its end.
export function reading<O extends OperationId>(operation: Operation<O>) {
  const ask = (input: object | undefined) => operation(...([input] as Arguments<O>))
  return (...[input, how]: Asked<O>) =>
    useQuery({
      queryKey: keyOf(operation, input as Parameters<O>),
      queryFn: () => (operation.pages && !(input && 'limit' in input) ? toItsEnd(ask, input ?? {}) : ask(input)),
      ...options(how),
    })
}

export function changing<O extends OperationId>(operation: Operation<O>) {
  return (onDone?: (answer: Answer<O>, input: Input<O>) => unknown) => {
    const touch = useTouch()
    return useMutation({
      mutationFn: (input: Input<O>) => operation(...([input] as Arguments<O>)),
      onSuccess: async (answer, input) => {
        await onDone?.(answer, input)
        await touch(operation, input)
      },
      // Somebody else was faster: what is shown is what is to be changed now.
      onError: async (error, input) => {
        if (error instanceof Problem && error.status === 412) await touch(operation, input)
      },
    })
  }
}

// A question that is sent as a change is, such as the preview of a link's invitation.
export function useAsked<O extends OperationId>(operation: Operation<O>, input: Input<O>, how?: Reading<Answer<O>>) {
  return useQuery({
    queryKey: [...keyOf(operation, input as Parameters<O>), 'body' in input ? input.body : null],
    queryFn: () => operation(...([input] as Arguments<O>)),
    ...options(how),
  })
}

// The same with its tag; null where there is none yet.
export type Known<T> = Tagged<T> | null

export async function known<T>(answer: Promise<Tagged<T>>): Promise<Known<T>> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null
    throw error
  }
}

// With its tag. `fresh`: as it is now, whatever was kept, and as it stays while a form or a question stands upon it.
export function useKnown<O extends OperationId>(operation: Operation<O>, input: Input<O>, how?: { fresh?: boolean; enabled?: boolean }) {
  return useQuery({
    queryKey: [...keyOf(operation, input as Parameters<O>), how?.fresh ? HELD : 'tagged'],
    queryFn: () => known(operation.tagged(...([input] as Arguments<O>))),
    enabled: how?.enabled ?? true,
    ...(how?.fresh && { gcTime: 0 }),
  })
}

// The pages of a list, one after another. `next`: what asks for the page after this one.
export function usePages<O extends OperationId>(operation: Operation<O>, input: Input<O>, next: (page: Answer<O>) => Partial<Input<O>> | undefined) {
  return useInfiniteQuery({
    queryKey: [...keyOf(operation, input as Parameters<O>), 'pages'],
    initialPageParam: {},
    queryFn: ({ pageParam }) => operation(...([{ ...input, ...(pageParam as object) }] as unknown as Arguments<O>)),
    getNextPageParam: next,
  })
}

// An answer that is made of what the operation gave, kept until a change touches it.
export function once<O extends OperationId, T>(operation: Operation<O>, load: () => Promise<T>) {
  return { queryKey: keyOf(operation), queryFn: load, staleTime: Infinity }
}

export const useRead = <T>(asked: { queryKey: readonly unknown[]; queryFn: () => Promise<T>; staleTime: number }) => useQuery(asked)

// The contract itself, as the server gives it.
export function useContract<T>() {
  return useQuery({
    queryKey: ['contract'],
    queryFn: async () => {
      const response = await fetch('/openapi.json')
      if (!response.ok) throw await problemOf(response)
      return (await response.json()) as T
    },
    staleTime: Infinity,
  })
}

// Several operations as one act; each says what it touched. `act` is the one of the last rendering: the library takes over what it is
// given some time later, and who types fast sent what had stood there before.
export function useAct<V, R>(act: (variables: V) => Promise<R>, onDone?: (result: R) => unknown) {
  const latest = useLatest(act)
  return useMutation({ mutationFn: (variables: V) => latest.current(variables), ...(onDone && { onSuccess: (result: R) => onDone(result) }) })
}

// Makes stale what a change touches; of its input the parameters of the path count.
export function useTouch() {
  const client = useQueryClient()
  return (operation: Named, input: Readonly<Record<string, unknown>> = {}) =>
    client.invalidateQueries({ predicate: (query) => touches(operation, input, query.queryKey) })
}

export function useKept() {
  const client = useQueryClient()
  return {
    // The texts of the server come in one language, and the answers to one person.
    renew: () => client.invalidateQueries(),
    // What a job changed may be anything but the jobs themselves, which are followed.
    renewAllBut: (noun: string) => client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== noun }),
    // What events of these types may have moved.
    renewMoved: (types: Set<string>) => client.invalidateQueries({ predicate: ({ queryKey }) => [...types].some((type) => movedBy(type, queryKey)) }),
    retryFailed: () => client.refetchQueries({ predicate: (query) => query.state.status === 'error' }),
    stop: () => client.cancelQueries(),
    forget: () => client.clear(),
    read: <O extends OperationId>(operation: Operation<O>, input?: Input<O>) => client.getQueryData<Answer<O>>(keyOf(operation, input)),
    write: <O extends OperationId>(operation: Operation<O>, input: Input<O>, change: Answer<O> | ((before: Answer<O> | undefined) => Answer<O> | undefined)) =>
      client.setQueryData<Answer<O>>(keyOf(operation, input), change),
  }
}
