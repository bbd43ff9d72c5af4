import { ChevronDown, ChevronRight } from 'lucide-react'
import { Fragment, type ReactNode, useState } from 'react'
import { IconButton } from '../../../ui/icon-button.tsx'
import { useDiagWords } from '../use-diag-words.ts'
import { ScrollBox } from './scroll-box.tsx'

export interface Column<R> {
  readonly label: string
  readonly cell: (row: R) => ReactNode
  /** In a narrow window it is in the row's detail. */
  readonly minor?: boolean
  readonly className?: string
}

/** The newest that it has. */
const rowsMost = 100

interface ServerTableProps<R> {
  readonly label: string
  readonly columns: readonly Column<R>[]
  /** In the order in which they came. */
  readonly rows: readonly R[]
  readonly testId: string
  readonly rowTestId: string
}

/** What a server has to tell of each client or request: all of it where there is room, the main things and a detail to open where there is not. */
export function ServerTable<R extends { readonly number: number }>({ label, columns, rows, testId, rowTestId }: ServerTableProps<R>) {
  const { t } = useDiagWords()
  const [open, setOpen] = useState<number | null>(null)
  const minor = columns.filter((column) => column.minor)
  return (
    <ScrollBox label={label}>
      <div className="dg-served">
        <table className="dg-table" data-testid={testId}>
          <thead>
            <tr>
              <td className="dg-served-more" />
              {columns.map((column) => (
                <th key={column.label} scope="col" data-minor={column.minor}>
                  {column.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows
              .slice(-rowsMost)
              .reverse()
              .map((row) => {
                const { number } = row
                const isOpen = open === number
                return (
                  <Fragment key={number}>
                    <tr data-testid={rowTestId}>
                      <td className="dg-served-more">
                        <IconButton
                          size="small"
                          label={t('server.detailOf', { number })}
                          icon={isOpen ? <ChevronDown size={16} /> : <ChevronRight size={16} />}
                          aria-expanded={isOpen}
                          data-testid="row-detail"
                          onClick={() => setOpen(isOpen ? null : number)}
                        />
                      </td>
                      {columns.map((column) => (
                        <td key={column.label} data-minor={column.minor} className={column.className}>
                          {column.cell(row)}
                        </td>
                      ))}
                    </tr>
                    {isOpen ? (
                      <tr className="dg-served-detail" data-testid="detail">
                        <td colSpan={columns.length + 1}>
                          <dl>
                            {minor.map((column) => (
                              <div key={column.label}>
                                <dt>{column.label}</dt>
                                <dd>{column.cell(row)}</dd>
                              </div>
                            ))}
                          </dl>
                        </td>
                      </tr>
                    ) : null}
                  </Fragment>
                )
              })}
          </tbody>
        </table>
      </div>
    </ScrollBox>
  )
}
