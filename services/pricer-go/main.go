// Command pricer-go is the contract pricer.v1 in Go: it values options by Monte Carlo, to the same bits as every other
// engine.
package main

import (
	"context"
	"runtime"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

	"workspace.internal/services/kit-go/app"
	"workspace.internal/services/kit-go/server"
	"workspace.internal/services/pricer-go/internal/service"
)

func main() {
	app.Main(app.Spec{
		Name:          "pricer-go",
		Summary:       "Values options by Monte Carlo.",
		ListenAddress: "127.0.0.1:9200",
		Serve:         serve,
	})
}

func serve(ctx context.Context, process *app.Process) error {
	config := service.Config{Server: process.Defaults()}
	if err := process.Load(&config); err != nil {
		return err
	}
	log := process.Logger(config.Server)
	serving := server.New(server.Options{Config: config.Server, Logger: log})
	engine, err := service.New(config, process.Version().Number, log, serving.Address)
	if err != nil {
		return err
	}
	// A goroutine that computes keeps a processor of the runtime for up to 10 ms. Those that serve have as many again,
	// and the operating system, which switches sooner, shares out the cores.
	runtime.GOMAXPROCS(engine.Threads() + runtime.GOMAXPROCS(0))
	pricerv1.RegisterPricerServiceServer(serving, engine)
	return process.Run(ctx, config.Server, log, engine.Component(), serving.Component())
}
