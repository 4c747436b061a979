// SPDX-License-Identifier: Apache-2.0
import { QueryClientProvider } from '@tanstack/preact-query'
import { render } from 'preact'
import { App } from './app'
import { makeClient } from './queries'
import { keepFocus } from './ui/heading'
import { language } from './words'
import './style.css'

document.documentElement.lang = language.value
keepFocus()
render(
  <QueryClientProvider client={makeClient()}>
    <App />
  </QueryClientProvider>,
  document.getElementById('app')!,
)
