public import FloorModel
internal import Foundation

/// Floors, machine types and recipes as files: what a person writes becomes a `FloorDescription`, or the list of all that
/// is wrong with it. Touches no device and no password.
public enum FloorCatalog {
    /// Reads a floor file, the machine types that it names, and the recipes that they can run.
    ///
    /// Machine types are looked for in `machinesDirectory` alone where it is given; else in the folders named by
    /// `MACHINA_MACHINES` (separated by colons), `Machines/` in and beside the floor file's folder, and
    /// `share/machina/Machines` under the running program's prefix. Recipes likewise: `recipesDirectory`,
    /// `MACHINA_RECIPES`, `Recipes/`; those of the floor are the ones whose process and material some machine takes.
    /// Relative `port:` and `password_file:` start at the floor file's folder and are returned absolute.
    ///
    /// - Throws: `CatalogError` with every mistake of the floor file, of its machine types and of its recipes.
    public static func load(
        _ floorFile: String, machinesDirectory: String? = nil, recipesDirectory: String? = nil
    ) throws(CatalogError) -> FloorDescription {
        let log = MistakeLog()
        let environment = ProcessInfo.processInfo.environment
        let executable = SearchPath.runningExecutable()
        let floor = FloorFile(
            file: floorFile,
            machineTypes: SearchPath(
                .machines, floorFile: floorFile, explicit: machinesDirectory, environment: environment,
                executable: executable),
            recipes: SearchPath(
                .recipes, floorFile: floorFile, explicit: recipesDirectory, environment: environment,
                executable: executable),
            log: log
        ).read()
        guard let floor, log.isEmpty else { throw CatalogError(mistakes: log.sorted(first: floorFile)) }
        return floor
    }

    /// Reads the machine type of one `machine.yaml`, without a floor around it.
    ///
    /// - Throws: `CatalogError` with every mistake of the file.
    public static func loadMachineType(_ machineFile: String) throws(CatalogError) -> MachineType {
        let log = MistakeLog()
        let folder = CatalogPath.directory(of: CatalogPath.absolute(machineFile))
        let name = folder.split(separator: "/").last.map(String.init) ?? ""
        let type = MachineTypeFile.read(machineFile, name: name, materials: nil, log: log)
        guard let type, log.isEmpty else { throw CatalogError(mistakes: log.sorted(first: machineFile)) }
        return type
    }

    /// Reads one recipe, `…/<process>/<name>.yaml`, without a machine that runs it.
    ///
    /// - Throws: `CatalogError` with every mistake of the file.
    public static func loadRecipe(_ recipeFile: String) throws(CatalogError) -> Recipe {
        let log = MistakeLog()
        let written = RecipeFile.read(recipeFile, name: RecipeFile.name(of: recipeFile), log: log)
        guard let written, log.isEmpty else { throw CatalogError(mistakes: log.sorted(first: recipeFile)) }
        return written.recipe
    }

    /// Every mistake of `files`, in their order; a file called `machine.yaml` is a machine type, one in a folder that
    /// is called as a process (`shred`, `dry`, `extrude`) a recipe, any other a floor.
    public static func check(
        files: [String], machinesDirectory: String? = nil, recipesDirectory: String? = nil
    ) -> [Mistake] {
        files.flatMap { file -> [Mistake] in
            do throws(CatalogError) {
                let folder = RecipeFile.name(of: file).split(separator: "/").first.map(String.init) ?? ""
                if file.split(separator: "/").last == "machine.yaml" {
                    _ = try loadMachineType(file)
                } else if RecipeFile.processes.contains(folder) {
                    _ = try loadRecipe(file)
                } else {
                    _ = try load(file, machinesDirectory: machinesDirectory, recipesDirectory: recipesDirectory)
                }
                return []
            } catch {
                return error.mistakes
            }
        }
    }
}
