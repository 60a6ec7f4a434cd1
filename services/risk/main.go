// Command risk keeps portfolios and values them by Monte Carlo on the engines that it finds.
package main

import (
	"context"

	"workspace.internal/services/kit-go/app"
	"workspace.internal/services/kit-go/postgres"
	"workspace.internal/services/risk/internal/service"
	"workspace.internal/services/risk/internal/store"
)

func main() {
	app.Main(app.Spec{
		Name:          "risk",
		Summary:       "Keeps portfolios and values them by Monte Carlo.",
		ListenAddress: "127.0.0.1:9100",
		Serve:         serve,
		Commands: []app.Command{
			{Name: "migrate", Summary: "Bring the database's schema up to date, which serve also does.", Run: migrate},
		},
	})
}

func serve(ctx context.Context, process *app.Process) error {
	config := service.Config{Server: process.Defaults()}
	if err := process.Load(&config); err != nil {
		return err
	}
	log := process.Logger(config.Server)
	replica, err := service.New(ctx, config, log)
	if err != nil {
		return err
	}
	return process.Run(ctx, config.Server, log, replica.Components()...)
}

func migrate(ctx context.Context, process *app.Process) error {
	config := service.Migration{Server: process.Defaults()}
	if err := process.Load(&config); err != nil {
		return err
	}
	pool, err := postgres.Connect(ctx, postgres.Options{
		URL: config.DatabaseURL, Schema: store.Schema, Application: "risk migrate", Connections: 1,
	})
	if err != nil {
		return err
	}
	defer pool.Close()
	return store.Migrate(ctx, pool, process.Logger(config.Server))
}
