// SPDX-License-Identifier: Apache-2.0
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render } from 'preact'
import { Problem } from './api'
import { App } from './app'
import { language } from './words'
import './style.css'

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // What the server refused it refuses again; what was busy or lost may come.
      retry: (count, error) => count < 2 && (!(error instanceof Problem) || error.status === 503 || error.status === 429),
      refetchOnWindowFocus: false,
    },
  },
})

document.documentElement.lang = language.value
render(
  <QueryClientProvider client={client}>
    <App />
  </QueryClientProvider>,
  document.getElementById('app')!,
)
