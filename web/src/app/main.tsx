import '~/ui/styles/index.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { texts } from '~/lib/texts';
import { App } from './App';
import { Broken } from './Broken';
import { createQueries } from './queries';

document.documentElement.lang = texts.locale;
document.documentElement.dir = texts.direction;

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

createRoot(root).render(
  <StrictMode>
    <Broken>
      <QueryClientProvider client={createQueries()}>
        <BrowserRouter>
          <App />
        </BrowserRouter>
      </QueryClientProvider>
    </Broken>
  </StrictMode>,
);
