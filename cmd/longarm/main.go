// Command longarm says which governments can read, cut or enter what an
// organisation uses, what the law in force on a date makes of it, and proves it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/longarm-project/longarm/report"
)

// The exit codes are promises; doc/formats/exit.md tells them.
const (
	exitFailure      = 1
	exitUsage        = 2
	exitLevel        = 3
	exitUndetermined = 4
	exitUnverified   = 5
	exitInterrupted  = 130 // as shells say of a program that an interrupt ended
)

// An exit is an error with its exit code. Err nil means that all was said already.
type exit struct {
	code int
	err  error
}

func (e *exit) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit %d", e.code)
	}
	return e.err.Error()
}

func (e *exit) Unwrap() error { return e.err }

// usage marks an error as wrong use.
func usage(format string, args ...any) error {
	return &exit{exitUsage, fmt.Errorf(format, args...)}
}

func main() {
	startUncollected()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	if err != nil {
		var e *exit
		if !errors.As(err, &e) || e.err != nil {
			fmt.Fprintln(os.Stderr, "longarm:", report.Plain(err.Error()))
		}
		os.Exit(exitCode(err))
	}
}

// startUncollected lets the heap grow to 32 MB before it is collected for the first time, and
// as usual from then on: most commands end before, and spent a fifth of their time collecting.
func startUncollected() {
	if os.Getenv("GOGC") != "" {
		return
	}
	debug.SetGCPercent(800) // of 4 MB, the least that the runtime works with
	first := new([16]byte)  // of a size of its own: what lies beside it in a block does not keep it
	runtime.SetFinalizer(first, func(*[16]byte) { debug.SetGCPercent(100) })
}

func exitCode(err error) int {
	if err == nil {
		return 0
	}
	if e, ok := errors.AsType[*exit](err); ok {
		return e.code
	}
	return exitFailure
}

// run runs one command line.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	root := &cobra.Command{
		Use:   "longarm",
		Short: "Which governments can read, cut or enter what you use, and what the law makes of it",
		Long: `Longarm reads what an organisation really uses (Terraform, flow logs, Zeek logs,
DNS zones, case files), finds who is behind it, and says which governments can
read, cut or enter it, what the law in force on a date makes of each dealing,
and proves every word. It reads what it is given and touches no network.

It gives no legal advice: a determination says what the rules say of the facts.`,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetArgs(args)
	root.SetIn(stdin)
	out := &output{w: stdout}
	root.SetOut(out)
	root.SetErr(stderr)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usage("%w%s; see %s --help", err, flagMeant(c, err), c.CommandPath())
	})
	root.PersistentPreRunE = func(c *cobra.Command, _ []string) error { return checkFormat(c) }
	root.PersistentFlags().BoolP("quiet", "q", false, "print the answer alone: no progress, and nothing of what to do next")
	root.PersistentFlags().BoolP("verbose", "v", false, "say on standard error what is being done, and when")
	root.AddCommand(commands()...)
	root.SetHelpCommand(helpCommand())
	complete(root)
	err := root.ExecuteContext(ctx)
	if e, decided := errors.AsType[*exit](err); out.err != nil && (err == nil || decided && e.err == nil) {
		return fmt.Errorf("standard output: %w", out.err) // what was decided did not reach anybody
	}
	if err != nil && ctx.Err() != nil && errors.Is(err, context.Canceled) && exitCode(err) != exitInterrupted {
		return &exit{exitInterrupted, errors.New("interrupted; what was begun is not finished, and nothing was written or replaced")}
	}
	if err != nil && exitCode(err) == exitFailure && cobraUsage(err) {
		return &exit{exitUsage, err}
	}
	return err
}

// commands lists every subcommand.
func commands() []*cobra.Command {
	return []*cobra.Command{
		reviewCommand(),
		footprintCommand(),
		providerCommand(),
		updateCommand(),
		censusCommand(),
		explainCommand(),
		convertCommand(),
		questionsCommand(),
		paperCommand(),
		bundleCommand(),
		diffCommand(),
		verifyCommand(),
		signCommand(),
		lawCommand(),
		controlCommand(),
		registryCommand(),
		screenCommand(),
		caseCommand(),
		documentsCommand(),
		docketCommand(),
		serveCommand(),
		versionCommand(),
		manCommand(),
	}
}

// helpCommand is cobra's, but that a command that there is not is wrong use.
func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Help about any command",
		RunE: func(c *cobra.Command, words []string) error {
			of, rest, err := c.Root().Find(words)
			if err != nil || len(rest) > 0 {
				return usage("no command %q; longarm --help lists them", strings.Join(words, " "))
			}
			of.InitDefaultHelpFlag()
			return of.Help()
		},
	}
}

// args wraps a check of arguments so that its failure is wrong use.
func args(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(c *cobra.Command, a []string) error {
		if err := check(c, a); err != nil {
			return usage("%w%s; see %s --help", err, commandMeant(c, a), c.CommandPath())
		}
		return nil
	}
}

// commandMeant says which command may be meant by the first argument of one that has others below it.
func commandMeant(c *cobra.Command, a []string) string {
	if !c.HasAvailableSubCommands() || len(a) == 0 {
		return ""
	}
	c.SuggestionsMinimumDistance = 2 // as cobra has it at the root
	if like := c.SuggestionsFor(a[0]); len(like) > 0 {
		return "; did you mean " + strings.Join(like, " or ") + "?"
	}
	return ""
}

// cobraUsage reports whether err is cobra's own about an unknown command.
func cobraUsage(err error) bool {
	return len(err.Error()) > 15 && err.Error()[:15] == "unknown command"
}
