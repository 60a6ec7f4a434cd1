//! Services: a `CodeGeneratorRequest` on standard input, a `CodeGeneratorResponse` on standard output.

mod plugin;

use protoc_gen_prost::GeneratorResultExt;

fn main() -> std::io::Result<()> {
    plugin::run(|request| protoc_gen_tonic::execute(request).unwrap_codegen_response())
}
