// SPDX-License-Identifier: Apache-2.0

// One status and a page of them by net/http and pgx; what it is asked to do stands in ../run.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

type peer struct {
	pool                *pgxpool.Pool
	enter, status, page string
	who                 []any // organisation, key, hash, rights, now, day, request: the parameters of enter
}

func setting(name string) string {
	value, set := os.LookupEnv(name)
	if !set {
		panic(name + " is not set")
	}
	return value
}

func item(rows pgx.Rows) map[string]any {
	values := rows.RawValues()
	made := make(map[string]any, len(values))
	for at, field := range rows.FieldDescriptions() {
		value := values[at]
		switch {
		case value == nil:
			made[field.Name] = nil
		case field.Name == "step" || field.Name == "tags":
			made[field.Name] = json.RawMessage(append([]byte(nil), value...))
		default:
			made[field.Name] = string(value)
		}
	}
	return made
}

// Both statements in one exchange, which is one transaction.
func (p *peer) ask(ctx context.Context, sql string, values ...any) ([]map[string]any, error) {
	batch := &pgx.Batch{}
	batch.Queue(p.enter, p.who...)
	batch.Queue(sql, values...)
	results := p.pool.SendBatch(ctx, batch)
	defer results.Close()
	if _, err := results.Exec(); err != nil {
		return nil, err
	}
	rows, err := results.Query()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var items []map[string]any
	for rows.Next() {
		items = append(items, item(rows))
	}
	return items, rows.Err()
}

func answer(w http.ResponseWriter, body any, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	text, _ := json.Marshal(body)
	w.Header().Set("Content-Type", "application/json")
	w.Write(text)
}

func (p *peer) one(w http.ResponseWriter, r *http.Request) {
	items, err := p.ask(r.Context(), p.status, p.who[0], r.PathValue("supplier"), "buyer", p.who[5], nil)
	if err != nil || len(items) == 0 {
		answer(w, nil, fmt.Errorf("no status: %v", err))
		return
	}
	answer(w, items[0], nil)
}

func (p *peer) list(w http.ResponseWriter, r *http.Request) {
	values := make([]any, 21)
	values[0], values[1], values[2], values[14] = p.who[0], "buyer", p.who[5], ""
	values[15], values[16], values[18], values[20] = setting("PEER_FIRST"), "51", "seed", "name"
	items, err := p.ask(r.Context(), p.page, values...)
	answer(w, map[string]any{"items": items[:min(50, len(items))]}, err)
}

func main() {
	config, err := pgxpool.ParseConfig(setting("PEER_DATABASE"))
	if err != nil {
		panic(err)
	}
	fmt.Sscan(setting("PEER_POOL"), &config.MaxConns)
	pool, err := pgxpool.NewWithConfig(context.Background(), config)
	if err != nil {
		panic(err)
	}
	p := &peer{pool, setting("PEER_ENTER"), setting("PEER_STATUS"), setting("PEER_PAGE"), nil}
	for _, value := range strings.Split(setting("PEER_WHO"), "|") {
		p.who = append(p.who, value)
	}
	http.HandleFunc("GET /v1/suppliers/{supplier}/status", p.one)
	http.HandleFunc("GET /v1/statuses", p.list)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Printf("http://%s\n", listener.Addr())
	panic(http.Serve(listener, nil))
}
